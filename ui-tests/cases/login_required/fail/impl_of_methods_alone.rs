use actix_web::Responder;
use login::login_required;

pub struct Api;

#[login_required]
impl Api {
    pub async fn index(&self) -> impl Responder {
        "x"
    }

    pub fn name(&self) -> &'static str {
        "api"
    }
}

fn main() {}
