use actix_web::{Responder, get, web};
use login::login_required;

pub struct Order;

#[get("/{id}")]
#[login_required]
async fn index(id: web::Path<u32>, order: Order) -> impl Responder {
    drop(order);
    id.to_string()
}

fn main() {
    let _ = index;
}
