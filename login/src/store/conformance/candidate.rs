//! The stores that a conformance test accepts.

use crate::store::SessionStore;

/// A store to be tested, or an `Option` of one. If it is `None`, the test is skipped.
pub trait Candidate {
    /// The type of the store.
    type Store: SessionStore;

    /// Returns the store, or `None` if the test is to be skipped.
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
