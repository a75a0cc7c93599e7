use actix_web::{get, web};
use login::login_required;

pub struct Order;

#[get("/")]
#[login_required]
async fn index() -> web::Json<Order> {
    web::Json(Order)
}

fn main() {
    let _ = index;
}
