//! The users, with their passwords and tokens. In your own application these are tables.

use login::UserMixin;
use ring::digest::{SHA256, digest};

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    /// Your own users' passwords must be hashed with Argon2; see the example `throttled-login`.
    password: &'static str,
}

pub(crate) struct Users {
    users: Vec<User>,
    /// Hashes of tokens, and the ids of their owners. Read access to the table does not reveal a token.
    /// Tokens are long and random, so a plain hash is enough, and can be looked up.
    tokens: Vec<(Vec<u8>, u32)>,
}

impl Users {
    pub(crate) fn new() -> Self {
        let user = |id, name, password| User { id, name, password };
        Self {
            users: vec![
                user(1, "ada", "correct horse"),
                user(2, "grace", "battery staple"),
            ],
            tokens: vec![(hash("2f1c7e0d9ab34c58a6d1e07fb3925c64"), 2)],
        }
    }

    pub(crate) fn by_id(&self, id: u32) -> Option<User> {
        self.users.iter().find(|user| user.id == id).cloned()
    }

    pub(crate) fn by_password(&self, name: &str, password: &str) -> Option<User> {
        let user = self.users.iter().find(|user| user.name == name)?;
        (hash(user.password) == hash(password)).then(|| user.clone())
    }

    pub(crate) fn by_token(&self, token: &str) -> Option<User> {
        let asked = hash(token);
        let (_, owner) = self.tokens.iter().find(|(hash, _)| *hash == asked)?;
        self.by_id(*owner)
    }
}

/// Hashes are compared instead of the secrets, so the time of a comparison reveals nothing about them.
fn hash(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}
