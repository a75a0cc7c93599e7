//! What one application decided, checked and ready for use by every stage.

use std::sync::Arc;

use crate::{
    clock::{Clock, Timestamp},
    config::{CookieSpec, Lifetimes},
    identity::Loaders,
    response::Answers,
    seal::{KeyRing, Randomness},
    session::RevocationList,
};

#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) session_cookie: CookieSpec,
    pub(crate) remember_cookie: CookieSpec,
    pub(crate) lifetimes: Lifetimes,
    pub(crate) keys: KeyRing,
    pub(crate) revoked: RevocationList,
    pub(crate) loaders: Loaders,
    pub(crate) answers: Arc<Answers>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Randomness,
}

impl Settings {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
