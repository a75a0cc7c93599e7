use actix_web::Responder;
use login::login_required;

pub struct Person {
    pub admin: bool,
}

fn is_admin(person: &Person) -> bool {
    person.admin
}

#[login_required(test = is_admin)]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
