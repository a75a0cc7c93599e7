#![deny(dead_code)]

use actix_web::{Responder, web};
use login::login_required;

#[login_required]
async fn index<T: 'static>(data: web::Data<T>) -> impl Responder {
    drop(data);
    "hello"
}

fn main() {}
