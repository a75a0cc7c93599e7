//! The users.

use login::UserMixin;
use serde::Deserialize;

/// Our mock database. Never do this: a real one stores password hashes, made with argon2.
const USERS: [(&str, &str); 1] = [("foo@bar.tld", "secret")];

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    pub(crate) id: String,
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    pub(crate) email: String,
    password: String,
    remember: Option<String>,
}

impl Credentials {
    pub(crate) fn check(&self) -> Option<User> {
        let found = USERS.contains(&(&self.email, &self.password));
        found.then(|| User {
            id: self.email.clone(),
        })
    }

    pub(crate) fn remember(&self) -> bool {
        self.remember.is_some()
    }
}

pub(crate) async fn user_loader(email: String) -> Option<User> {
    let found = USERS.iter().any(|(known, _)| *known == email);
    found.then_some(User { id: email })
}
