use actix_web::{Responder, get};
use login::{
    CurrentUser, UserMixin, fresh_login_required as fresh, login_required as auth,
    role_required as needs,
};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
    #[user(roles)]
    pub roles: Vec<String>,
}

#[get("/")]
#[auth(test = |user: &User| user.id > 0)]
#[needs("admin")]
#[fresh(within = "5m")]
async fn index(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {
    let _ = index;
}
