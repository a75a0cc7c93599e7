use actix_web::Responder;
use login::fresh_login_required;

#[fresh_login_required("15m")]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
