use actix_web::Responder;
use login::login_required;

fn sorry(name: String) -> String {
    name
}

#[login_required(unauthorized = sorry)]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
