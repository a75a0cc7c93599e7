#![deny(dead_code)]

use actix_web::Responder;
use login::{CurrentUser, UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: u64,
}

#[login_required(login_view = "/in", test = |user: &User| user.id > 0)]
async fn index(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {}
