use actix_web::HttpResponse;
use login::login_required;

pub struct Pages;

#[login_required]
impl Pages {
    pub fn index() -> std::future::Ready<HttpResponse> {
        std::future::ready(HttpResponse::Ok().body("x"))
    }
}

fn main() {}
