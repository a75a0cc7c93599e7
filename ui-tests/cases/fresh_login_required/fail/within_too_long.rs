use actix_web::Responder;
use login::fresh_login_required;

#[fresh_login_required(within = "99999999999999999999d")]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
