use actix_web::Responder;
use login::{UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

#[login_required(test = |user: &User| user.id)]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
