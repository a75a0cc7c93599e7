use actix_web::{Responder, get, web};
use login::login_required;

#[get("/")]
#[login_required]
async fn index((a, b): web::Json<(u8, u8)>) -> impl Responder {
    format!("{a}{b}")
}

fn main() {
    let _ = index;
}
