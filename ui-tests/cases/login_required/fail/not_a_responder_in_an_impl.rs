use login::login_required;

pub struct Order;
pub struct Api;

#[login_required]
impl Api {
    pub async fn index() -> Order {
        Order
    }
}

fn main() {}
