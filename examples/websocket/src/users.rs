//! The users. In your own application this is a table, with hashes of the passwords.

use login::UserMixin;

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
}

const USERS: [User; 2] = [
    User { id: 1, name: "ada" },
    User {
        id: 2,
        name: "grace",
    },
];

pub(crate) fn by_id(id: u32) -> Option<User> {
    USERS.into_iter().find(|user| user.id == id)
}

/// Never compare passwords like this; `examples/throttled-login` shows how to check them.
pub(crate) fn by_password(name: &str, password: &str) -> Option<User> {
    let mut users = USERS.into_iter();
    users.find(|user| user.name == name && password == "secret")
}
