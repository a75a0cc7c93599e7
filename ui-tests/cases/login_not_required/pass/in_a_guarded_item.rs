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

/// The mark's import is no unused one.
#[login_required]
mod imported {
    use actix_web::{Responder, get};
    use login::{fresh_login_required, login_not_required};

    #[get("/open")]
    #[login_not_required]
    pub(crate) async fn open() -> impl Responder {
        "x"
    }

    #[fresh_login_required]
    pub(crate) async fn fresh() -> impl Responder {
        "x"
    }
}

fn main() {
    let _ = Api::new();
    let _ = (web::get().to(Api::closed), web::get().to(Api::open));
    let _ = web::get().to(pages::closed);
    let _ = actix_web::App::new().service(imported::open);
    let _ = web::get().to(imported::fresh);
}
