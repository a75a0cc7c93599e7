use actix_web::{HttpRequest, HttpResponse, Responder};
use login::login_required;

pub fn sorry(_: HttpRequest) -> HttpResponse {
    HttpResponse::Unauthorized().finish()
}

#[login_required(login_view = "/login", unauthorized = sorry)]
async fn index() -> impl Responder {
    "hello"
}

fn main() {
    let _ = index;
}
