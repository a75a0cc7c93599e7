//! The state in a context.

use std::cell::{Cell, Ref, RefCell, RefMut};

use smol_str::SmolStr;

#[cfg(feature = "flask-compat")]
use super::flask::FlaskState;
#[cfg(feature = "throttle")]
use crate::throttle::Charge;
use crate::{
    clock::Timestamp,
    identity::Identity,
    remember::{Credential, EndedCredential},
    request::{Received, SharedBody},
    response::Caching,
    session::{Ending, OpenSession, OtherLogin, Stored},
    settings::Settings,
    store::Key,
};

/// What a request has found out and changed. Every field starts as "not asked for".
#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) session: Option<OpenSession>,
    pub(crate) remember: RememberChange,
    pub(crate) identity: Option<Identity>,
    pub(crate) body: Option<SharedBody>,
    pub(crate) caching: Caching,
    /// The user on whose login session protection has acted, until the event is emitted.
    pub(crate) protected: Option<SmolStr>,
    /// Logins whose end is to be written to the store, in addition to that of the session itself.
    pub(crate) ended: Ended,
    /// A remembered login that is not in the store yet.
    pub(crate) new_series: Option<Credential>,
    /// An attempt to log in that has not succeeded or failed yet.
    pub(crate) attempt: Option<OpenAttempt>,
    /// The store has already accepted a session or the end of one. The browser must be told, even if
    /// something fails later.
    pub(crate) is_settled: bool,
    #[cfg(feature = "flask-compat")]
    pub(crate) flask: FlaskState,
}

/// The state of a request. Notes whether it was ever borrowed mutably: otherwise it need not be cleared,
/// which would be most of the cost of a request that does not use its context.
#[derive(Default)]
pub(super) struct StateCell {
    state: RefCell<State>,
    is_touched: Cell<bool>,
}

impl StateCell {
    pub(super) fn borrow(&self) -> Ref<'_, State> {
        self.state.borrow()
    }

    /// Returns `None` while the state is borrowed mutably.
    pub(super) fn try_borrow(&self) -> Option<Ref<'_, State>> {
        self.state.try_borrow().ok()
    }

    pub(super) fn borrow_mut(&self) -> RefMut<'_, State> {
        self.is_touched.set(true);
        self.state.borrow_mut()
    }

    pub(super) fn is_touched(&self) -> bool {
        self.is_touched.get()
    }

    // In two parts, so that this one is inlined into the pool, which calls it for every request.
    #[inline]
    pub(super) fn clear(&self) {
        if self.is_touched.take() {
            self.clear_touched();
        }
    }

    fn clear_touched(&self) {
        self.state.borrow_mut().clear();
    }
}

/// An attempt to log in.
#[derive(Clone)]
pub(crate) struct OpenAttempt {
    pub(crate) account: String,
    #[cfg(feature = "throttle")]
    pub(crate) charge: Option<Charge>,
}

/// Logins that end in addition to the session of the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ended {
    pub(crate) sessions: Vec<Ending>,
    /// Keys at which sessions that end have continued.
    pub(crate) successors: Vec<Key>,
    pub(crate) credentials: Vec<EndedCredential>,
}

impl Ended {
    pub(crate) fn add(&mut self, credential: EndedCredential) {
        let id = credential.reference.id;
        let mut before = self.credentials.iter_mut();
        match before.find(|before| before.reference.id == id) {
            Some(before) => {
                before.may_be_old &= credential.may_be_old;
                before.successor = before.successor.or(credential.successor);
                if before.user_id.is_empty() {
                    before.user_id = credential.user_id;
                }
            }
            None => self.credentials.push(credential),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sessions.is_empty() && self.successors.is_empty() && self.credentials.is_empty()
    }
}

impl State {
    /// Resets the state in place. Moving it would be most of the cost of a request that does not
    /// use its context.
    fn clear(&mut self) {
        let Self {
            session,
            remember,
            identity,
            body,
            caching,
            protected,
            ended,
            new_series,
            attempt,
            is_settled,
            #[cfg(feature = "flask-compat")]
            flask,
        } = self;
        *session = None;
        *remember = RememberChange::Keep;
        *identity = None;
        *body = None;
        *caching = Caching::Untouched;
        *protected = None;
        if !ended.is_empty() {
            *ended = Ended::default();
        }
        *new_series = None;
        *attempt = None;
        *is_settled = false;
        #[cfg(feature = "flask-compat")]
        {
            *flask = FlaskState::default();
        }
    }

    /// Ends logins, their successors and their remember credentials.
    pub(crate) fn end(&mut self, settings: &Settings, logins: &[OtherLogin], now: Timestamp) {
        if settings.storage.is_none() {
            return settings.end(logins, now);
        }
        for login in logins {
            let stored = login.stored.as_deref();
            self.ended.sessions.extend(stored.map(Stored::ending));
            if let Some(reference) = login.credential {
                self.ended
                    .add(EndedCredential::of(reference, login.user_id.as_str()));
            }
        }
    }

    /// Logs out of the session, and ends everything that ends with its login.
    pub(crate) fn log_out(&mut self, settings: &Settings, now: Timestamp) {
        if let Some(session) = &mut self.session {
            let ended = session.log_out(settings.keep_session_data, &settings.lifetimes, now);
            self.end(settings, &ended, now);
        }
    }

    pub(crate) fn end_credential(
        &mut self,
        settings: &Settings,
        credential: EndedCredential,
        now: Timestamp,
    ) {
        if settings.storage.is_none() {
            settings.end_credential(credential.reference, now);
        } else {
            self.ended.add(credential);
        }
    }
}

/// What the response tells the browser about the remember cookie.
#[derive(Clone, Default)]
pub(crate) enum RememberChange {
    #[default]
    Keep,
    Set(Credential),
    Remove,
}

impl RememberChange {
    /// Returns the credential that is valid after the change. `carried` returns that of the
    /// request.
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
