use actix_web::get;
use login::login_required;

#[get("/")]
#[login_required]
pub async fn index() -> u64 {
    1
}

fn main() {}
