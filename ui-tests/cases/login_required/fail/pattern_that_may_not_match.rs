use actix_web::{Responder, get};
use login::{CurrentUser, UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
    pub admin: bool,
}

impl User {
    pub fn is_admin(&self) -> bool {
        self.admin
    }
}

#[get("/")]
#[login_required]
async fn index(Some(user): Option<CurrentUser<User>>) -> impl Responder {
    user.id.to_string()
}

fn main() {
    let _ = index;
}
