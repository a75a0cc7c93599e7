use actix_web::Responder;
use login::fresh_login_required;

#[fresh_login_required(15)]
async fn index() -> impl Responder {
    "x"
}

fn main() {
    let _ = index;
}
