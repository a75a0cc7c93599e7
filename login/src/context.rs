//! What one request has found out about its login so far, and what it will tell the browser.
//!
//! The middleware gives every request an empty context; the first who asks fills it. It sits
//! in the request's application data, where looking costs no allocation and no borrow that
//! could be held across an `await`.

use std::{
    cell::{Cell, RefCell, RefMut},
    fmt,
    rc::Rc,
    sync::Arc,
};

use actix_web::{
    HttpRequest,
    dev::{Extensions, ServiceRequest},
};
use tokio::sync::Mutex;

use crate::{
    clock::Timestamp,
    error::LoginError,
    identity::Identity,
    remember::Credential,
    request::{Client, Received, SharedBody, receive},
    response::Caching,
    session::{Identifier, OpenSession, SessionProtection, identifier},
    settings::Settings,
};

pub(crate) struct LoginContext {
    settings: Arc<Settings>,
    state: RefCell<State>,
    /// Held by whoever asks the loaders: extractors run side by side, and one load is
    /// enough for all of them.
    pub(crate) loading: Mutex<()>,
    /// A loader or a listener is at work right now, up the call stack.
    busy: Cell<bool>,
}

/// Everything in it begins as "not asked for".
#[derive(Default)]
pub(crate) struct State {
    pub(crate) session: Option<OpenSession>,
    pub(crate) remember: RememberChange,
    pub(crate) identity: Option<Identity>,
    pub(crate) body: Option<SharedBody>,
    pub(crate) caching: Caching,
    /// Session protection took effect, and nobody was told yet.
    pub(crate) protected: bool,
    sent: bool,
}

/// What the browser will be told about the remember cookie.
#[derive(Default)]
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

impl LoginContext {
    fn new(settings: Arc<Settings>) -> Self {
        Self {
            settings,
            state: RefCell::default(),
            loading: Mutex::new(()),
            busy: Cell::new(false),
        }
    }

    /// Runs a step of the application's code that must not ask for the user: that would wait
    /// for itself.
    pub(crate) fn while_busy<R>(&self, step: impl FnOnce() -> R) -> R {
        struct Done<'a>(&'a Cell<bool>);

        impl Drop for Done<'_> {
            fn drop(&mut self) {
                self.0.set(false);
            }
        }

        self.busy.set(true);
        let _done = Done(&self.busy);
        step()
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.busy.get()
    }

    /// The context that the middleware gave to `request`.
    pub(crate) fn of(request: &HttpRequest) -> Result<Rc<Self>, LoginError> {
        if let Some(context) = Self::peek(request) {
            return Ok(context);
        }
        let error = LoginError::NoLoginManager;
        tracing::error!(path = request.path(), "{error}");
        Err(error)
    }

    /// The same, for those who can do without.
    pub(crate) fn peek(request: &HttpRequest) -> Option<Rc<Self>> {
        request.app_data().map(|Slot(context)| Rc::clone(context))
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether guards let the request's method pass without a look.
    pub(crate) fn is_exempt(&self, request: &HttpRequest) -> bool {
        self.settings.exempt_methods.contains(request.method())
    }

    pub(crate) fn identity(&self) -> Option<Identity> {
        self.state.borrow().identity.clone()
    }

    pub(crate) fn body(&self) -> Option<SharedBody> {
        self.state.borrow().body.clone()
    }

    pub(crate) fn share_body(&self, body: SharedBody) {
        self.state.borrow_mut().body = Some(body);
    }

    /// The state with the request's session in it. The borrow must end before any `await`.
    pub(crate) fn state(&self, request: &HttpRequest) -> RefMut<'_, State> {
        let mut state = self.state.borrow_mut();
        if state.session.is_none() && !state.sent {
            let settings = &self.settings;
            state.session = Some(OpenSession::of_request(
                request.headers(),
                &settings.session_rules(),
                settings.now(),
            ));
            state.caching = state.caching.max(Caching::Varies);
            self.protect(request, &mut state);
        }
        state
    }

    /// Session protection: acts on a login that comes from another client than the one that
    /// made it, before anybody sees the session.
    fn protect(&self, request: &HttpRequest, state: &mut State) {
        let settings = &self.settings;
        let Some(session) = &mut state.session else {
            return;
        };
        let Some(login) = session.login() else {
            return;
        };
        if settings.protection == SessionProtection::None
            || login.identifier == Some(client(request))
        {
            return;
        }
        state.protected = true;
        if settings.protection == SessionProtection::Strong {
            let now = settings.now();
            let ended = session.log_out(settings.keep_session_data, &settings.lifetimes, now);
            settings.end(&ended, now);
            for credential in self.carried_credentials(request, now).1 {
                settings.end_credential(credential.reference(), now);
            }
            state.remember = RememberChange::Remove;
        } else {
            session.make_stale();
        }
    }

    /// The state as it is, without opening the session.
    pub(crate) fn peek_state(&self) -> RefMut<'_, State> {
        self.state.borrow_mut()
    }

    /// The session, once [`state`](Self::state) has put it there; nothing after the
    /// response was sent.
    pub(crate) fn session<R>(&self, use_it: impl FnOnce(&mut OpenSession) -> R) -> Option<R> {
        self.state.borrow_mut().session.as_mut().map(use_it)
    }

    /// The remember credential that holds now: the one this request has set, or the one it
    /// carries.
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

    /// The credential that counts, and all that the request carries.
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

    /// Whether the request carries anything under the remember cookie's name.
    pub(crate) fn carries_remember_cookie(&self, request: &HttpRequest) -> bool {
        let name = &self.settings.remember_cookie.name;
        receive(request.headers(), name, |_| None::<()>) != Received::Nothing
    }

    /// Whether the response has been sent: whoever still asks comes too late.
    pub(crate) fn is_sent(&self) -> bool {
        self.state.borrow().sent
    }

    /// Takes everything, at the end of the request; later changes are errors.
    pub(crate) fn close(&self) -> State {
        let mut state = self.state.borrow_mut();
        std::mem::replace(
            &mut *state,
            State {
                sent: true,
                ..State::default()
            },
        )
    }
}

impl fmt::Debug for LoginContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginContext")
    }
}

/// Names the client that sent a request.
pub(crate) fn client(request: &HttpRequest) -> Identifier {
    let client = Client::of(request);
    identifier(client.address.as_deref(), client.user_agent)
}

/// How a context lies in the application data of a request.
struct Slot(Rc<LoginContext>);

/// Contexts of finished requests, for reuse: a request that asks nothing then allocates
/// nothing.
#[derive(Default)]
pub(crate) struct ContextPool(RefCell<Vec<Rc<Extensions>>>);

/// More than are in flight on one worker at one time, usually.
const POOLED: usize = 128;

impl ContextPool {
    /// Gives `request` an empty context.
    pub(crate) fn attach(
        &self,
        request: &mut ServiceRequest,
        settings: &Arc<Settings>,
    ) -> AttachedContext {
        let container = self.reuse(settings).unwrap_or_else(|| {
            let mut container = Extensions::new();
            container.insert(Slot(Rc::new(LoginContext::new(Arc::clone(settings)))));
            Rc::new(container)
        });
        request.add_data_container(Rc::clone(&container));
        AttachedContext(container)
    }

    /// A context that nobody holds any more. One that a finished request's handler still
    /// holds, in a spawned task perhaps, is never given to another request.
    fn reuse(&self, settings: &Arc<Settings>) -> Option<Rc<Extensions>> {
        let mut container = self.0.borrow_mut().pop()?;
        let Slot(context) = Rc::get_mut(&mut container)?.get_mut()?;
        *Rc::get_mut(context)? = LoginContext::new(Arc::clone(settings));
        Some(container)
    }

    pub(crate) fn release(&self, AttachedContext(container): AttachedContext) {
        let mut pool = self.0.borrow_mut();
        if pool.len() < POOLED {
            pool.push(container);
        }
    }
}

/// The context of a request in flight.
pub(crate) struct AttachedContext(Rc<Extensions>);

impl AttachedContext {
    pub(crate) fn context(&self) -> Option<&LoginContext> {
        self.0.get().map(|Slot(context)| &**context)
    }
}
