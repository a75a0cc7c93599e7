#![deny(warnings)]

use actix_web::{Responder, web};
use login::login_required;

pub struct Api;

#[login_required]
impl Api {
    pub async fn closed() -> impl Responder {
        "x"
    }

    #[login_not_required]
    pub async fn open() -> impl Responder {
        "x"
    }

    pub fn new() -> Self {
        Self
    }
}

#[login_required]
mod pages {
    pub(crate) async fn closed(number: actix_web::web::Path<u8>) -> String {
        number.to_string()
    }
}

fn main() {
    let _ = Api::new();
    let _ = (web::get().to(Api::closed), web::get().to(Api::open));
    let _ = web::get().to(pages::closed);
}
