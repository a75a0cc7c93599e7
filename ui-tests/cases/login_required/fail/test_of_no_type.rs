use actix_web::Responder;
use login::{UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
    pub admin: bool,
}

#[login_required(test = |user| user.admin)]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
