use actix_web::Responder;
use login::login_required;

#[login_required(admin)]
async fn index() -> impl Responder {
    "x"
}

fn main() {
    let _ = index;
}
