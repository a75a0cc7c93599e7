use actix_web::Responder;
use login::{login_required, fresh_login_required};

#[login_required(login_view = "/a")]
#[fresh_login_required(login_view = "/b")]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
