use actix_web::Responder;
use login::login_required;

#[login_required(within = "15m")]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
