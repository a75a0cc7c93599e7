use actix_web::Responder;
use login::login_required;

#[login_required(unauthorized = "sorry")]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
