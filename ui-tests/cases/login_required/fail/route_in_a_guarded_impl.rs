use actix_web::Responder;
use login::login_required;

pub struct Page;

#[login_required]
impl Page {
    #[actix_web::get("/")]
    pub async fn show() -> impl Responder {
        "x"
    }
}

fn main() {}
