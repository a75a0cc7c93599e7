//! The users of the Flask application: the same ids, in the same spelling.

use login::UserMixin;
use serde::Deserialize;

const IDS: [&str; 2] = ["foo@bar.tld", "zoë@example.com"];

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    pub(crate) id: String,
}

pub(crate) async fn user_loader(id: String) -> Option<User> {
    IDS.contains(&id.as_str()).then_some(User { id })
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    pub(crate) email: String,
    password: String,
    remember: Option<String>,
}

impl Credentials {
    /// Returns the user, if the password is right. Real password hashes can be moved unchanged.
    pub(crate) fn check(&self) -> Option<User> {
        let id = self.email.clone();
        (IDS.contains(&id.as_str()) && self.password == "secret").then_some(User { id })
    }

    pub(crate) fn remember(&self) -> bool {
        self.remember.is_some()
    }
}
