//! The users of all applications. They are in a table in memory, because the time of a database would hide
//! the cost of a login.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use axum_login::AuthUser;
use login::UserMixin;

const USERS: u32 = 1_000;

/// A user. Cloning does not allocate, in any of the applications.
#[derive(Clone, Debug)]
pub(crate) struct User {
    id: u32,
    pub(crate) name: Arc<str>,
    /// In applications that use it, all logins of the user end when this changes.
    password: Option<Arc<str>>,
}

type Users = HashMap<u32, User>;

static PLAIN: LazyLock<Users> = LazyLock::new(|| users(None));
static WITH_PASSWORDS: LazyLock<Users> = LazyLock::new(|| {
    users(Some(
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo",
    ))
});

fn users(password: Option<&str>) -> Users {
    let user = |id| User {
        id,
        name: format!("user {id}").into(),
        password: password.map(Into::into),
    };
    (0..USERS).map(|id| (id, user(id))).collect()
}

impl User {
    /// The id of the user who logs in.
    pub(crate) const ID: u32 = 7;

    /// Loads a user, as all applications do.
    pub(crate) fn find(id: u32) -> Option<Self> {
        PLAIN.get(&id).cloned()
    }

    pub(crate) fn find_with_password(id: u32) -> Option<Self> {
        WITH_PASSWORDS.get(&id).cloned()
    }
}

impl UserMixin for User {
    type Id = u32;

    fn get_id(&self) -> u32 {
        self.id
    }

    fn session_hash(&self) -> Option<Cow<'_, [u8]>> {
        let password = self.password.as_ref()?;
        Some(Cow::Borrowed(password.as_bytes()))
    }
}

impl AuthUser for User {
    type Id = u32;

    fn id(&self) -> u32 {
        self.id
    }

    fn session_auth_hash(&self) -> &[u8] {
        self.password.as_deref().unwrap_or("none").as_bytes()
    }
}
