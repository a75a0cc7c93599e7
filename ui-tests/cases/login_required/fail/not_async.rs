use actix_web::Responder;
use login::login_required;

#[login_required]
fn index() -> impl Responder {
    "x"
}

fn main() {
    let _ = index;
}
