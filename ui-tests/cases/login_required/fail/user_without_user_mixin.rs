use actix_web::{Responder, get};
use login::{CurrentUser, login_required};

pub struct User {
    pub id: i64,
}

#[get("/")]
#[login_required]
async fn index(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {
    let _ = index;
}
