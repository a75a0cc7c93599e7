use actix_web::{Responder, get};
use login::{CurrentUser, UserMixin, login_required};

#[derive(Clone, UserMixin)]
struct User {
    id: i64,
}

#[get("/")]
#[login_required]
async fn index(user: CurrentUser<User>) -> impl Responder {
    let id: String = user.id;
    id
}

fn main() {
    let _ = index;
}
