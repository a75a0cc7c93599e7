use actix_web::web;
use login::login_required;

#[login_required]
pub async fn page(number: Unknown) -> web::Json<u32> {
    let _ = number;
    web::Json(7)
}

fn main() {}
