use std::{num::ParseIntError, str::FromStr};

use login::{LoginManager, SecretKey, UserMixin};

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Id(i64);

impl FromStr for Id {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

#[derive(UserMixin)]
pub struct User {
    pub id: Id,
}

async fn user_loader(id: Id) -> Option<User> {
    Some(User { id })
}

fn main() {
    let _ = LoginManager::builder(SecretKey::generate().unwrap()).user_loader(user_loader);
}
