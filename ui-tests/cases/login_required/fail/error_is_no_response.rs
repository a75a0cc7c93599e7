use actix_web::{HttpResponse, get};
use login::login_required;

pub struct Failure;

#[get("/")]
#[login_required]
async fn index() -> Result<HttpResponse, Failure> {
    Err(Failure)
}

fn main() {
    let _ = index;
}
