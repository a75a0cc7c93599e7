#![deny(unused_variables)]

use actix_web::{Responder, web};
use login::login_required;

#[login_required]
async fn index<T: 'static>(id: web::Path<u64>, data: web::Data<T>) -> impl Responder {
    drop(data);
    "hello"
}

fn main() {
    let _ = index::<u8>;
}
