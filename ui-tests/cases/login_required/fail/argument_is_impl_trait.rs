use actix_web::{FromRequest, Responder};
use login::login_required;

#[login_required]
pub async fn index(_: impl FromRequest) -> impl Responder {
    "x"
}

fn main() {}
