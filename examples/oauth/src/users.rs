//! The people who have logged in.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use login::UserMixin;

use crate::provider::Profile;

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    /// The provider's id of the account. With several providers, prefix it with the provider.
    id: String,
    pub(crate) name: String,
}

/// In your own application this is a table.
#[derive(Clone, Default)]
pub(crate) struct Users(Arc<Mutex<HashMap<String, User>>>);

impl Users {
    pub(crate) fn by_id(&self, id: &str) -> Option<User> {
        self.all().get(id).cloned()
    }

    /// Returns the user with this external account, who is created at the first login.
    pub(crate) fn of_profile(&self, profile: Profile) -> User {
        let user = User {
            id: profile.sub.clone(),
            name: profile.name,
        };
        self.all().insert(profile.sub, user.clone());
        user
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, User>> {
        // A panic in another thread cannot have left the table inconsistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
