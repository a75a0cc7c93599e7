//! Who has been here.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use login::UserMixin;

use crate::provider::Profile;

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    /// The provider's name for the account. With several providers it needs theirs in front.
    id: String,
    pub(crate) name: String,
}

/// In an application of yours this is a table.
#[derive(Clone, Default)]
pub(crate) struct Users(Arc<Mutex<HashMap<String, User>>>);

impl Users {
    pub(crate) fn by_id(&self, id: &str) -> Option<User> {
        self.all().get(id).cloned()
    }

    /// The user with this account elsewhere, made with the first login.
    pub(crate) fn of_profile(&self, profile: Profile) -> User {
        let user = User {
            id: profile.sub.clone(),
            name: profile.name,
        };
        self.all().insert(profile.sub, user.clone());
        user
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, User>> {
        // Whoever panicked left the table whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
