use actix_web::Responder;
use login::login_required;

pub struct Api;

impl Api {
    #[login_required]
    pub async fn index(&self) -> impl Responder {
        "x"
    }
}

fn main() {}
