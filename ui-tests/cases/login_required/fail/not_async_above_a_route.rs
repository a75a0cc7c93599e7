use actix_web::{Responder, get};
use login::login_required;

#[login_required]
#[get("/")]
pub fn index() -> impl Responder {
    "x"
}

fn main() {}
