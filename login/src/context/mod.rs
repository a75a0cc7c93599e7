//! What one request has found out about its login so far, and what its response will tell the
//! browser.
//!
//! The middleware gives every request an empty context, which is filled when it is first used. The
//! context is stored in the request's application data, where a lookup needs no allocation and no
//! borrow that could be held across an `await`.

mod client;
#[cfg(feature = "flask-compat")]
mod flask;
mod loading;
mod pool;
mod state;
mod tag;

use std::{
    cell::{Cell, RefMut},
    fmt,
    rc::Rc,
    sync::Arc,
};

use actix_web::HttpRequest;
use tokio::sync::Mutex;

pub use self::{client::client_address, tag::session_tag};
pub(crate) use self::{
    client::{client_hash, client_info},
    pool::{AttachedContext, ContextPool},
    state::{OpenAttempt, RememberChange, State},
};
use self::{pool::Slot, state::StateCell};
#[cfg(feature = "actix-session")]
use crate::session::{Host, Hosted};
use crate::{
    clock::Timestamp,
    error::LoginError,
    identity::Identity,
    remember::Credential,
    request::{Received, SharedBody, receive},
    response::Caching,
    session::{Loaded, OpenSession, Rules, SessionProtection},
    settings::{Settings, Storage},
};

pub(crate) struct LoginContext {
    settings: Arc<Settings>,
    state: StateCell,
    phase: Cell<Phase>,
    /// Held while the loaders are asked: extractors run concurrently, and one load is enough for
    /// all of them.
    pub(crate) loading: Mutex<()>,
    /// Held while the session is read from a store or written to it.
    pub(crate) storing: Mutex<()>,
    /// A loader or a listener is running right now, further up the call stack.
    busy: Cell<bool>,
}

/// How far a request has come.
#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Open,
    /// The response has been sent, so the session can no longer be used.
    Sent,
    /// The connection is closed, or the response is no longer awaited.
    BrokenOff,
}

impl LoginContext {
    fn new(settings: Arc<Settings>) -> Self {
        Self {
            settings,
            state: StateCell::default(),
            phase: Cell::new(Phase::Open),
            loading: Mutex::new(()),
            storing: Mutex::new(()),
            busy: Cell::new(false),
        }
    }

    /// Resets the context, for another request of the same application.
    fn reset(&self) {
        self.state.clear();
        self.phase.set(Phase::Open);
        self.busy.set(false);
    }

    /// Notes that the request will get no response, and will not be finished.
    pub(crate) fn break_off(&self) {
        self.phase.set(Phase::BrokenOff);
    }

    pub(crate) fn is_broken_off(&self) -> bool {
        self.phase.get() == Phase::BrokenOff
    }

    /// Returns the context that the middleware gave to `request`.
    pub(crate) fn of(request: &HttpRequest) -> Result<Rc<Self>, LoginError> {
        if let Some(context) = Self::peek(request) {
            return Ok(context);
        }
        let error = LoginError::NoLoginManager;
        tracing::error!(path = request.path(), "{error}");
        Err(error)
    }

    /// Returns the same as [`of`](Self::of), but `None` instead of an error.
    pub(crate) fn peek(request: &HttpRequest) -> Option<Rc<Self>> {
        request.app_data().map(|Slot(context)| Rc::clone(context))
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the store, or an error for operations that sessions in the cookie do not support.
    pub(crate) fn storage(&self) -> Result<&Storage, LoginError> {
        let storage = self.settings.storage.as_ref();
        storage.ok_or(LoginError::NoSessionStore)
    }

    /// Returns whether guards let the request's method pass unchecked.
    pub(crate) fn is_exempt(&self, request: &HttpRequest) -> bool {
        self.settings.exempt_methods.contains(request.method())
    }

    pub(crate) fn identity(&self) -> Option<Identity> {
        self.state.borrow().identity.clone()
    }

    pub(crate) fn body(&self) -> Option<SharedBody> {
        self.state.borrow().body.clone()
    }

    /// Returns the state with the request's session in it, unless the response has been sent. The
    /// borrow must end before any `await`.
    pub(crate) fn open_state(&self, request: &HttpRequest) -> RefMut<'_, State> {
        let mut state = self.state.borrow_mut();
        if state.session.is_none() && !self.is_sent() {
            if self.settings.storage.is_some() {
                // Nothing is known of the session, so it must not be changed.
                tracing::error!("a session was used before it was loaded");
                self.open_as(request, &mut state, Some(&Loaded::unknown()));
            } else {
                self.open_as(request, &mut state, None);
            }
        }
        state
    }

    /// Notes that the response depends on the request's cookies, even if their session cannot be
    /// loaded.
    pub(crate) fn note_use(&self) {
        let mut state = self.state.borrow_mut();
        state.caching = state.caching.max(Caching::Varies);
    }

    pub(crate) fn open_loaded(&self, request: &HttpRequest, loaded: &Loaded<'_>) {
        let mut state = self.state.borrow_mut();
        if state.session.is_none() && !self.is_sent() {
            self.open_as(request, &mut state, Some(loaded));
        }
    }

    fn open_as(&self, request: &HttpRequest, state: &mut State, loaded: Option<&Loaded<'_>>) {
        let settings = &self.settings;
        let rules = Rules {
            loaded,
            #[cfg(feature = "actix-session")]
            hosted: settings.in_actix_session.then(|| Hosted {
                host: Host::of(request, &settings.session_cookie),
                sealer: &settings.keys.hosted_session,
                keep_data: settings.keep_session_data,
            }),
            ..settings.session_rules()
        };
        let now = settings.now();
        let mut session = OpenSession::of_request(request.headers(), &rules, now);
        if !settings.is_unattended(request.path()) {
            session.touch(&settings.lifetimes, now);
        }
        state.session = Some(session);
        state.caching = state.caching.max(Caching::Varies);
        self.protect(request, state);
        #[cfg(feature = "flask-compat")]
        self.follow_flask(request, state);
    }

    /// Returns whether the session is open, or can no longer be opened.
    pub(crate) fn is_open(&self) -> bool {
        self.is_sent() || self.state.borrow().session.is_some()
    }

    /// Returns a copy of everything that a login or logout may change, in case it fails. `None`
    /// without a store, where no write can fail.
    pub(crate) fn snapshot(&self) -> Option<State> {
        let is_stored = self.settings.storage.is_some();
        is_stored.then(|| self.state.borrow().clone())
    }

    pub(crate) fn restore(&self, before: Option<State>) {
        if let Some(before) = before {
            *self.state.borrow_mut() = before;
        }
    }

    /// Returns whether the session can be used without asking the store.
    pub(crate) fn is_ready(&self) -> bool {
        self.settings.storage.is_none() || self.is_open()
    }

    /// Returns whether something may have to be written to the store.
    pub(crate) fn has_news(&self) -> bool {
        if self.settings.storage.is_none() {
            return false;
        }
        let state = self.state.borrow();
        let is_changed = state.session.as_ref().is_some_and(OpenSession::has_news);
        let has_ended = !state.ended.is_empty();
        is_changed || has_ended || self.settings.refresh_remember
    }

    /// Applies session protection: acts on a login that comes from a client other than the one that
    /// made it, before any other code sees the session.
    fn protect(&self, request: &HttpRequest, state: &mut State) {
        let settings = &self.settings;
        let Some(session) = &mut state.session else {
            return;
        };
        let Some(login) = session.login() else {
            return;
        };
        if settings.protection == SessionProtection::None
            || login.client == Some(client_hash(request, settings))
        {
            return;
        }
        state.protected = Some(login.user_id.clone());
        if settings.protection == SessionProtection::Strong {
            let now = settings.now();
            state.log_out(settings, now);
            for credential in self.carried_credentials(request, now).1 {
                state.end_credential(settings, credential.ended(), now);
            }
            state.remember = RememberChange::Remove;
            #[cfg(feature = "flask-compat")]
            self.forget_flask(request, state);
        } else {
            session.make_stale();
        }
    }

    /// Returns the state as it is, without opening the session.
    pub(crate) fn state_mut(&self) -> RefMut<'_, State> {
        self.state.borrow_mut()
    }

    /// Calls `use_it` with the session. Returns `None` if [`open_state`](Self::open_state) has not opened the
    /// session yet, or the response has been sent.
    pub(crate) fn session<R>(&self, use_it: impl FnOnce(&mut OpenSession) -> R) -> Option<R> {
        self.state.borrow_mut().session.as_mut().map(use_it)
    }

    /// Returns the remember credential that is valid now: the one that this request has set, or the
    /// one that it carries.
    pub(crate) fn credential(
        &self,
        request: &HttpRequest,
        change: &RememberChange,
        now: Timestamp,
    ) -> Received<Credential> {
        change.over(|| self.carried_credential(request, now))
    }

    pub(crate) fn carried_credential(
        &self,
        request: &HttpRequest,
        now: Timestamp,
    ) -> Received<Credential> {
        self.carried_credentials(request, now).0
    }

    /// Returns the credential that counts, and all that the request carries.
    pub(crate) fn carried_credentials(
        &self,
        request: &HttpRequest,
        now: Timestamp,
    ) -> (Received<Credential>, Vec<Credential>) {
        let settings = &self.settings;
        Credential::of_request(
            request.headers(),
            &settings.remember_cookie,
            &settings.keys.remember,
            &settings.ended_credentials,
            now,
        )
    }

    /// Returns whether the request carries any value under the remember cookie's name.
    pub(crate) fn carries_remember_cookie(&self, request: &HttpRequest) -> bool {
        let spec = &self.settings.remember_cookie;
        receive(request.headers(), spec, |_| None::<()>) != Received::Nothing
    }

    pub(crate) fn is_sent(&self) -> bool {
        self.phase.get() == Phase::Sent
    }

    /// Ends a request that did not use its context and needs no change to its response. Returns
    /// whether it is such a request.
    pub(crate) fn close_untouched(&self) -> bool {
        let is_untouched = !self.state.is_touched() && !self.settings.refresh_remember;
        if is_untouched {
            self.phase.set(Phase::Sent);
        }
        is_untouched
    }

    /// Clears the state at the end of the request. Later changes are errors.
    pub(crate) fn close(&self) {
        self.state.clear();
        self.phase.set(Phase::Sent);
    }
}

impl fmt::Debug for LoginContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginContext")
    }
}
