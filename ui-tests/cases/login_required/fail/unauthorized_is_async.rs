use actix_web::{HttpRequest, Responder};
use login::login_required;

async fn ask_nicely(_: HttpRequest) -> impl Responder {
    "please log in"
}

#[login_required(unauthorized = ask_nicely)]
async fn index() -> impl Responder {
    "x"
}

fn main() {}
