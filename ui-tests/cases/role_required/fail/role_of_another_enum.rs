use actix_web::Responder;
use login::{CurrentUser, UserMixin, role_required};

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

pub enum Rank {
    Captain,
}

#[role_required(Rank::Captain)]
pub async fn index(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {}
