use actix_web::Responder;
use login::fresh_login_required;

#[fresh_login_required(within = 15)]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
