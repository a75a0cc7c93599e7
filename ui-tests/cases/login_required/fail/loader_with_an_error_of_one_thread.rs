use login::{LoginManager, SecretKey, UserMixin};

#[derive(Clone, UserMixin)]
pub struct User {
    id: i64,
}

pub async fn user_loader(id: i64) -> actix_web::Result<Option<User>> {
    Ok(Some(User { id }))
}

pub fn manager(secret: SecretKey) -> LoginManager {
    LoginManager::builder(secret)
        .user_loader(user_loader)
        .build()
        .unwrap()
}

fn main() {}
