use actix_web::Responder;
use login::login_required;

#[login_required(login_view = "/enter")]
pub async fn page() -> impl Responder {
    "first"
}

#[login_required(login_view = "/enter")]
pub async fn page() -> impl Responder {
    "second"
}

fn main() {}
