use actix_web::{Responder, get};
use login::login_required;

#[get("/")]
#[login_required]
pub async fn index(number: u64) -> impl Responder {
    number.to_string()
}

fn main() {}
