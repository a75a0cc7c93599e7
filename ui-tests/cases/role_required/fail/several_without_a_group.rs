use actix_web::Responder;
use login::{UserMixin, role_required};

#[derive(Clone, Copy, PartialEq)]
pub enum Role {
    Reader,
    Admin,
}

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
    #[user(role)]
    pub role: Role,
}

#[role_required(Role::Reader, Role::Admin)]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
