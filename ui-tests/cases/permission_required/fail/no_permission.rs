use actix_web::Responder;
use login::permission_required;

#[permission_required()]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
