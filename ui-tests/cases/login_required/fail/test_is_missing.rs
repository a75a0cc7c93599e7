use actix_web::Responder;
use login::{CurrentUser, UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

#[login_required(test = User::is_admin)]
pub async fn index(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {}
