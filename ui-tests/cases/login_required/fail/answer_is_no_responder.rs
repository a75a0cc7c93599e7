use actix_web::get;
use login::login_required;

pub struct Order;

#[get("/")]
#[login_required]
async fn index() -> Order {
    Order
}

fn main() {
    let _ = index;
}
