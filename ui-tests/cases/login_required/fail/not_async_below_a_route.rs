use actix_web::{Responder, get};
use login::login_required;

#[get("/")]
#[login_required]
pub fn index() -> impl Responder {
    "x"
}

fn main() {}
