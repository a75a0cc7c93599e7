use actix_web::Responder;
use login::login_not_required;

#[login_not_required]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
