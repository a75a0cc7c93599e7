use actix_web::Responder;
use login::{CurrentUser, UserMixin, role_required};

#[derive(Clone, PartialEq)]
pub enum Role {
    Admin,
}

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
    #[user(role)]
    pub role: Role,
    #[user(session_hsh)]
    pub password: String,
}

#[role_required(Role::Admin)]
pub async fn page(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {}
