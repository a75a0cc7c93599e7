use actix_web::{Responder, get};
use login::{CurrentUser, UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub name: String,
}

#[get("/")]
#[login_required]
async fn index(user: CurrentUser<User>) -> impl Responder {
    user.name.clone()
}

fn main() {
    let _ = index;
}
