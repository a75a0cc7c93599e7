#![deny(unused_variables)]

use actix_web::Responder;
use login::login_required;

#[login_required]
async fn index() -> impl Responder {
    let greeting = "hello";
    "nobody greets"
}

fn main() {
    let _ = index;
}
