use actix_web::Responder;
use login::{CurrentUser, UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

impl User {
    pub fn is_welcome(self) -> bool {
        self.id > 0
    }
}

#[login_required(test = User::is_welcome)]
pub async fn index(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

fn main() {}
