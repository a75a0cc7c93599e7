//! The accounts, in the application's own storage.

use argon2::password_hash::Error;
use login::UserMixin;

use crate::passwords::hash;

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    id: u32,
    pub(crate) email: String,
    #[user(active)]
    is_active: bool,
    #[user(session_hash)]
    pub(crate) password_hash: String,
}

pub(crate) struct Users(Vec<User>);

impl Users {
    pub(crate) fn new() -> Result<Self, Error> {
        let accounts = [
            ("ada@example.com", "correct horse", true),
            ("bob@example.com", "battery staple", false),
        ];
        let users = accounts.into_iter().zip(1..);
        let users = users.map(|((email, password, is_active), id)| {
            Ok(User {
                id,
                email: email.to_owned(),
                is_active,
                password_hash: hash(password)?,
            })
        });
        users.collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn by_id(&self, id: u32) -> Option<User> {
        self.0.iter().find(|user| user.id == id).cloned()
    }

    /// Ignores surrounding spaces and upper case, as the throttle does.
    pub(crate) fn by_email(&self, email: &str) -> Option<&User> {
        let email = email.trim().to_lowercase();
        self.0.iter().find(|user| user.email == email)
    }
}
