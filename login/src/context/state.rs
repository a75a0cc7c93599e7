//! What a context holds.

use crate::{
    clock::Timestamp,
    identity::Identity,
    remember::Credential,
    request::{Received, SharedBody},
    response::Caching,
    session::{CredentialRef, Ending, OpenSession, OtherLogin, Stored},
    settings::Settings,
    store::Key,
};

/// Everything in it begins as "not asked for".
#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) session: Option<OpenSession>,
    pub(crate) remember: RememberChange,
    pub(crate) identity: Option<Identity>,
    pub(crate) body: Option<SharedBody>,
    pub(crate) caching: Caching,
    /// Session protection took effect, and nobody was told yet.
    pub(crate) protected: bool,
    /// What a store is to be told has ended, beside the session itself.
    pub(crate) ended: Ended,
    /// A remembered login that a store does not know yet.
    pub(crate) new_series: Option<Credential>,
    pub(super) sent: bool,
}

/// Logins that ended with the request's own, or in its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ended {
    pub(crate) sessions: Vec<Ending>,
    /// Where sessions went on that ended.
    pub(crate) successors: Vec<Key>,
    pub(crate) credentials: Vec<CredentialRef>,
}

impl Ended {
    pub(super) fn is_empty(&self) -> bool {
        self.sessions.is_empty() && self.successors.is_empty() && self.credentials.is_empty()
    }
}

impl State {
    /// Ends logins, with what they went on as and with their remember credentials.
    pub(crate) fn end(&mut self, settings: &Settings, logins: &[OtherLogin], now: Timestamp) {
        if settings.storage.is_none() {
            return settings.end(logins, now);
        }
        for login in logins {
            let stored = login.stored.as_deref();
            self.ended.sessions.extend(stored.map(Stored::ending));
            self.ended.credentials.extend(login.credential);
        }
    }

    pub(crate) fn end_credential(
        &mut self,
        settings: &Settings,
        credential: CredentialRef,
        now: Timestamp,
    ) {
        if settings.storage.is_none() {
            settings.end_credential(credential, now);
        } else {
            self.ended.credentials.push(credential);
        }
    }
}

/// What the browser will be told about the remember cookie.
#[derive(Clone, Default)]
pub(crate) enum RememberChange {
    #[default]
    Keep,
    Set(Credential),
    Remove,
}

impl RememberChange {
    /// What holds after the change, in place of what the request carries.
    pub(crate) fn over(
        &self,
        carried: impl FnOnce() -> Received<Credential>,
    ) -> Received<Credential> {
        match self {
            Self::Set(credential) => Received::One(credential.clone()),
            Self::Remove => Received::Nothing,
            Self::Keep => carried(),
        }
    }
}
