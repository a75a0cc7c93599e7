use actix_web::Responder;
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

#[login_required(fresh)]
async fn index(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {
    let _ = index;
}
