#![deny(warnings)]

use actix_web::{App, HttpRequest, web};
use login::login_required;

pub struct Api;

#[login_required]
impl Api {
    #[expect(unused_variables)]
    pub async fn list(request: HttpRequest) -> String {
        String::new()
    }

    #[expect(non_snake_case)]
    pub async fn listAll() -> String {
        String::new()
    }

    #[expect(unused_mut)]
    pub async fn show(mut request: HttpRequest) -> String {
        request.path().to_owned()
    }
}

fn main() {
    let _app = App::new()
        .route("/list", web::get().to(Api::list))
        .route("/all", web::get().to(Api::listAll))
        .route("/show", web::get().to(Api::show));
}
