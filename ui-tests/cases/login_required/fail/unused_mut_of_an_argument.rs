#![deny(unused_mut)]

use actix_web::Responder;
use login::login_required;

#[login_required]
async fn index(mut body: String) -> impl Responder {
    body
}

fn main() {
    let _ = index;
}
