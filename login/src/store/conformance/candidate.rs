//! The types that the test suite accepts as a store.

use crate::store::SessionStore;

/// A store to be tested, or an `Option` of one. If the option is `None`, the test is skipped.
pub trait Candidate {
    /// The store.
    type Store: SessionStore;

    /// Returns the store, if there is one.
    fn store(self) -> Option<Self::Store>;
}

impl<S: SessionStore> Candidate for S {
    type Store = S;

    fn store(self) -> Option<S> {
        Some(self)
    }
}

impl<S: SessionStore> Candidate for Option<S> {
    type Store = S;

    fn store(self) -> Option<S> {
        self
    }
}
