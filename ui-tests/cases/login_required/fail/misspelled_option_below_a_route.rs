use actix_web::{Responder, get};
use login::login_required;

#[get("/")]
#[login_required(login_veiw = "/in")]
pub async fn index() -> impl Responder {
    "x"
}

fn main() {}
