//! What a context holds.

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

/// Everything in it begins as "not asked for".
#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) session: Option<OpenSession>,
    pub(crate) remember: RememberChange,
    pub(crate) identity: Option<Identity>,
    pub(crate) body: Option<SharedBody>,
    pub(crate) caching: Caching,
    /// On whose login session protection took effect, until that is told.
    pub(crate) protected: Option<SmolStr>,
    /// What a store is to be told has ended, beside the session itself.
    pub(crate) ended: Ended,
    /// A remembered login that a store does not know yet.
    pub(crate) new_series: Option<Credential>,
    /// Of which nothing has come yet.
    pub(crate) attempt: Option<OpenAttempt>,
    /// A store has taken a session already, or its end, and the browser is to be told, whatever fails
    /// after that.
    pub(crate) is_settled: bool,
    #[cfg(feature = "flask-compat")]
    pub(crate) flask: FlaskState,
}

/// The state of a request. Whether anybody has had it to change is remembered: what nobody has needs no
/// clearing, which is most of what a request would cost that asks nothing.
#[derive(Default)]
pub(super) struct StateCell {
    state: RefCell<State>,
    is_touched: Cell<bool>,
}

impl StateCell {
    pub(super) fn borrow(&self) -> Ref<'_, State> {
        self.state.borrow()
    }

    /// Nothing while somebody changes it.
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

    // In two parts, so that this one is written into the pool, which asks it of every request.
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

/// Logins that ended with the request's own, or in its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ended {
    pub(crate) sessions: Vec<Ending>,
    /// Where sessions went on that ended.
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
    /// As it begins, in place: moving all of it would be most of what a request costs that asks
    /// nothing.
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

    /// Ends logins, with what they went on as and with their remember credentials.
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

    /// Logs out of the session, and ends what ends with its login.
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
