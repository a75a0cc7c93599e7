use login::{LoginManager, SecretKey, UserMixin};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

pub fn manager(secret: SecretKey) -> Result<LoginManager, login::BuildError> {
    LoginManager::builder(secret)
        .user_loader(|id: String| async move { id.parse().ok().map(|id| User { id }) })
        .build()
}

fn main() {}
