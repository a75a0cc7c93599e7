#![deny(unused_variables)]

use actix_web::{Responder, web};
use login::login_required;

#[login_required]
async fn index(id: web::Path<u64>, name: String) -> impl Responder {
    name
}

fn main() {
    let _ = index;
}
