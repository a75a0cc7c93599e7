use login::{LoginManager, SecretKey};

pub struct Person {
    pub id: i64,
}

pub fn manager(secret: SecretKey) -> Result<LoginManager, login::BuildError> {
    LoginManager::builder(secret)
        .user_loader(|id: i64| async move { Some(Person { id }) })
        .build()
}

fn main() {}
