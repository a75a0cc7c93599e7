use actix_web::Responder;
use login::{fresh_login_required, login_required};

#[login_required]
#[fresh_login_required = "5m"]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
