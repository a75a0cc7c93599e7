use actix_web::Responder;
use login::login_required;

pub enum Role {
    Admin,
}

#[login_required(Role::Admin)]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
