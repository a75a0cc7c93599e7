use actix_web::{Responder, get};
use login::{CurrentUser, UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: u32,
}

#[get("/")]
#[login_required]
pub async fn page(user: CurrentUser<_>) -> impl Responder {
    let _ = user;
    "hello"
}

fn main() {}
