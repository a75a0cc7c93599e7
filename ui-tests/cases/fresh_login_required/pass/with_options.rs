#![deny(warnings)]

use actix_web::{HttpRequest, HttpResponse, Responder, get};
use login::{UserMixin, fresh_login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

fn sorry(_: HttpRequest) -> HttpResponse {
    HttpResponse::Unauthorized().finish()
}

mod facade {
    pub(crate) use login;
}

#[get("/")]
#[fresh_login_required(
    within = "15m",
    refresh_view = "/again",
    unauthorized = sorry,
    test = |user: &User| user.id > 0,
    crate = crate::facade::login,
)]
async fn index() -> impl Responder {
    "x"
}

fn main() {
    let _ = index;
}
