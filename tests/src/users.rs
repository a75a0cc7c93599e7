//! Users that a test can change while the application runs.

use std::{
    collections::HashMap,
    error::Error,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use login::UserMixin;

/// A user with several of the attributes of the derive macro.
#[derive(Clone, Debug, UserMixin)]
pub struct User {
    /// The id.
    #[user(id)]
    pub id: String,
    /// Whether the account may be used.
    #[user(active)]
    pub active: bool,
    /// All logins of the user end when this changes.
    #[user(session_hash)]
    pub password: String,
}

/// A table of users. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Users(Arc<Table>);

#[derive(Debug, Default)]
struct Table {
    users: Mutex<HashMap<String, User>>,
    loads: AtomicUsize,
    down: AtomicBool,
}

/// The error if the table cannot be reached.
#[derive(Debug)]
pub struct Down;

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the database is down")
    }
}

impl Error for Down {}

impl Users {
    /// Creates a table with the active users `1` and `2` and the inactive user `3`.
    #[must_use]
    pub fn new() -> Self {
        let users = Self::default();
        for (id, active) in [("1", true), ("2", true), ("3", false)] {
            users.put(User {
                id: id.to_owned(),
                active,
                password: format!("password of {id}"),
            });
        }
        users
    }

    /// Loads a user, as the user loader, and counts the calls.
    pub fn load(&self, id: &str) -> Result<Option<User>, Down> {
        self.0.loads.fetch_add(1, Ordering::SeqCst);
        if self.0.down.load(Ordering::SeqCst) {
            return Err(Down);
        }
        Ok(self.get(id))
    }

    /// Returns how often the loader was called.
    #[must_use]
    pub fn loads(&self) -> usize {
        self.0.loads.load(Ordering::SeqCst)
    }

    /// Makes the loader fail, or work again.
    pub fn set_down(&self, down: bool) {
        self.0.down.store(down, Ordering::SeqCst);
    }

    /// Returns the user as stored.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<User> {
        self.0.users.lock().unwrap().get(id).cloned()
    }

    /// Adds or replaces a user.
    pub fn put(&self, user: User) {
        self.0.users.lock().unwrap().insert(user.id.clone(), user);
    }

    /// Changes a user.
    pub fn change(&self, id: &str, change: impl FnOnce(&mut User)) {
        change(self.0.users.lock().unwrap().get_mut(id).unwrap());
    }

    /// Removes a user.
    pub fn remove(&self, id: &str) {
        self.0.users.lock().unwrap().remove(id);
    }
}
