use actix_web::Responder;
use login::login_required;

#[login_required(login_view = )]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
