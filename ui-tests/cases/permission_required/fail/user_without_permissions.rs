use actix_web::Responder;
use login::{CurrentUser, UserMixin, permission_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

#[permission_required("posts.edit")]
pub async fn index(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {}
