use actix_web::{HttpRequest, HttpResponse};
use login::{LoginManager, SecretKey, UserMixin};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

async fn refused(_: HttpRequest) -> HttpResponse {
    HttpResponse::Unauthorized().finish()
}

fn main() {
    let _ = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(async |id| Some(User { id }))
        .unauthorized_handler(refused);
}
