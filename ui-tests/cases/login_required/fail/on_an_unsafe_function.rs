use actix_web::Responder;
use login::login_required;

#[login_required]
pub async unsafe fn index() -> impl Responder {
    "x"
}

fn main() {}
