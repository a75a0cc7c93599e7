use actix_web::Responder;
use login::login_required;

#[login_required]
pub async extern "C" fn index() -> impl Responder {
    "x"
}

fn main() {}
