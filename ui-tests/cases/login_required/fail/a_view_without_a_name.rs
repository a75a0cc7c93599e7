use actix_web::Responder;
use login::login_required;

#[login_required("/login")]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
