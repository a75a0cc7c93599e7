use login::{LoginManager, SecretKey, UserMixin};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
    #[user(rols)]
    pub roles: Vec<String>,
}

pub fn manager(secret: SecretKey) -> Result<LoginManager, login::BuildError> {
    LoginManager::builder(secret)
        .user_loader(|id: i64| async move { Some(User { id, roles: Vec::new() }) })
        .build()
}

fn main() {}
