#![deny(warnings)]

use actix_web::{Responder, get};
use login::fresh_login_required;

#[get("/")]
#[fresh_login_required]
async fn index() -> impl Responder {
    "x"
}

fn main() {
    let _ = index;
}
