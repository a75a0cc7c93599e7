use actix_web::Responder;
use login::role_required;

#[role_required]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
