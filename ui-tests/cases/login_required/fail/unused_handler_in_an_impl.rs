#![deny(dead_code)]

use actix_web::Responder;
use login::login_required;

pub struct Api;

#[login_required]
impl Api {
    async fn show() -> impl Responder {
        "hello"
    }
}

fn main() {}
