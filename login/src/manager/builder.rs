//! The builder: loaders, listeners, guards, and the validation of all settings.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::{HttpRequest, dev::ResourceDef, http::Method};

use super::{LoginManager, store::StoreSettings};
#[cfg(feature = "testing")]
use crate::clock::TestClock;
#[cfg(feature = "flask-compat")]
use crate::flask::FlaskCompat;
#[cfg(feature = "throttle")]
use crate::throttle::LoginThrottle;
use crate::{
    clock::{Clock, SystemClock},
    config::{CookieConfig, Lifetimes, TrustedProxies},
    context::session_tag,
    error::BuildError,
    events::{Event, Listeners},
    identity::{Loaded, Loaders, TakenAs},
    request::LoginRequest,
    response::Answers,
    seal::{KeyRing, Randomness},
    secret::SecretKey,
    session::{RevocationList, SessionIdentifier, SessionProtection},
    settings::{CrossSiteRules, Settings},
    user::UserMixin,
};

/// Builds a [`LoginManager`]; created by [`LoginManager::builder`].
#[derive(Debug)]
#[must_use = "call `build`"]
#[allow(clippy::struct_excessive_bools)] // Switches of Flask-Login, one method each.
pub struct LoginManagerBuilder {
    pub(super) secret: SecretKey,
    pub(super) secret_fallbacks: Vec<SecretKey>,
    pub(super) application_name: String,
    pub(super) session_cookie: CookieConfig,
    pub(super) remember_cookie: CookieConfig,
    pub(super) allow_insecure_http: bool,
    pub(super) lifetimes: Lifetimes,
    pub(super) loaders: Loaders,
    pub(super) answers: Answers,
    pub(super) listeners: Listeners,
    pub(super) protection: SessionProtection,
    pub(super) identifier: SessionIdentifier,
    pub(super) trusted_proxies: Vec<String>,
    pub(super) exempt_methods: Vec<Method>,
    pub(super) cross_site: CrossSiteRules,
    pub(super) unattended: Vec<ResourceDef>,
    pub(super) keep_session_data: bool,
    pub(super) keep_inactive_logins: bool,
    pub(super) refresh_remember: bool,
    pub(super) revocation_capacity: usize,
    pub(super) storage: StoreSettings,
    #[cfg(feature = "throttle")]
    pub(super) throttle: Option<LoginThrottle>,
    #[cfg(feature = "flask-compat")]
    pub(super) flask: Option<FlaskCompat>,
    pub(super) clock: Arc<dyn Clock>,
}

impl LoginManagerBuilder {
    pub(super) fn new(secret: SecretKey) -> Self {
        Self {
            secret,
            secret_fallbacks: Vec::new(),
            application_name: String::new(),
            session_cookie: CookieConfig::new(),
            remember_cookie: CookieConfig::new(),
            allow_insecure_http: false,
            lifetimes: Lifetimes::default(),
            loaders: Loaders::default(),
            answers: Answers::default(),
            listeners: Listeners::new(session_tag),
            protection: SessionProtection::default(),
            identifier: SessionIdentifier::default(),
            trusted_proxies: Vec::new(),
            exempt_methods: Vec::new(),
            cross_site: CrossSiteRules::default(),
            unattended: Vec::new(),
            keep_session_data: false,
            keep_inactive_logins: false,
            refresh_remember: false,
            revocation_capacity: 200_000,
            storage: StoreSettings::default(),
            #[cfg(feature = "throttle")]
            throttle: None,
            #[cfg(feature = "flask-compat")]
            flask: None,
            clock: Arc::new(SystemClock),
        }
    }

    /// Sets how a user is found by id: an async function from
    /// [`UserMixin::Id`](crate::UserMixin::Id) to `Option<User>`, or to `Result<Option<User>, E>`
    /// if loading can fail. It takes exactly the type of the user's id, by value.
    ///
    /// `None` ends the login, because the user no longer exists. An error does not end it: a
    /// request that needs the user is answered with 503, the error is logged, and the cookies are
    /// kept. A loader must not ask for the current user itself.
    ///
    /// # Examples
    ///
    /// A closure over a shared pool or table:
    ///
    /// ```
    /// use std::{collections::HashMap, sync::Arc};
    /// use login::{LoginManager, SecretKey, UserMixin};
    ///
    /// #[derive(Clone, UserMixin)]
    /// struct User { id: i64 }
    ///
    /// let users = Arc::new(HashMap::from([(7, User { id: 7 })]));
    /// let manager = LoginManager::builder(SecretKey::generate()?)
    ///     .user_loader(async move |id: i64| users.get(&id).cloned());
    /// # Ok::<(), login::SecretKeyError>(())
    /// ```
    pub fn user_loader<F, L, I>(mut self, user_loader: F) -> Self
    where
        F: AsyncFn(I) -> L + Send + Sync + 'static,
        L: Loaded,
        <L::User as UserMixin>::Id: TakenAs<I>,
        I: 'static,
    {
        self.loaders.set_user_loader(user_loader);
        self
    }

    /// Sets how a user is found by the request itself, if the cookies identify nobody: API keys,
    /// `Authorization` headers, credentials in a form.
    ///
    /// It is called only if neither the session nor the remember cookie identifies a user. The user
    /// is then logged in for this one request, and the login is never fresh. If there is no user
    /// loader, it confirms the user that the session names, and the login is as fresh as the session.
    /// The loader must check the credentials: every user that it returns is
    /// accepted.
    ///
    /// It must return the same type of user as the user loader, otherwise
    /// [`build`](Self::build) returns an error. For clients that are not people, return an enum of
    /// users from both loaders, and tell them apart by a `test` or a role.
    pub fn request_loader<F, L>(mut self, request_loader: F) -> Self
    where
        F: AsyncFn(LoginRequest) -> L + Send + Sync + 'static,
        L: Loaded,
    {
        self.loaders.set_request_loader(request_loader);
        self
    }

    /// Sets the methods that pass every guard attribute and [`RequireLogin`](crate::RequireLogin)
    /// without a check; none by default. A [`CurrentUser`](crate::CurrentUser) argument still requires
    /// a login.
    ///
    /// In Flask-Login `OPTIONS` is exempt, so a view that answers `OPTIONS` itself runs unguarded.
    pub fn exempt_methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        self.exempt_methods = methods.into_iter().collect();
        self
    }

    /// Adds a listener for everything that happens to logins (Flask-Login's signals), which is
    /// called during the request in question. May be called several times.
    pub fn on_event<F>(mut self, listener: F) -> Self
    where
        F: Fn(&Event<'_>, &HttpRequest) + Send + Sync + 'static,
    {
        self.listeners.add(listener);
        self
    }

    /// Takes the time from `clock`, which a test controls (feature `testing`).
    #[cfg(feature = "testing")]
    pub fn clock(mut self, clock: TestClock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Validates all settings and derives the keys.
    ///
    /// # Errors
    ///
    /// [`BuildError`] names the setting that is missing or contradicts another, and what to write
    /// instead.
    pub fn build(self) -> Result<LoginManager, BuildError> {
        if self.loaders.are_missing() {
            return Err(BuildError::NoLoader);
        }
        if let Some((user_loader, request_loader)) = self.loaders.different_types() {
            return Err(BuildError::UserTypes {
                user_loader,
                request_loader,
            });
        }
        self.lifetimes.check()?;
        self.cross_site.trusted.check()?;
        self.check_answers()?;
        let insecure = self.allow_insecure_http;
        let session_cookie = self.session_cookie.resolve("session", insecure)?;
        let remember_cookie = self.remember_cookie.resolve("remember_token", insecure)?;
        if session_cookie.name == remember_cookie.name {
            return Err(BuildError::SameCookieName {
                cookie: session_cookie.name,
            });
        }
        if insecure {
            tracing::warn!(
                "cookies are sent over plain http: remove `.allow_insecure_http()` in production"
            );
        }
        let secrets: Vec<_> = std::iter::once(&self.secret)
            .chain(&self.secret_fallbacks)
            .collect();
        let keys = KeyRing::derive(
            secrets.iter().copied(),
            &self.application_name,
            [&session_cookie.name, &remember_cookie.name],
        )
        .map_err(|_| BuildError::Keys)?;
        if keys.has_twins() {
            return Err(BuildError::SameSecret);
        }
        #[cfg(feature = "flask-compat")]
        let flask = match self.flask {
            Some(flask) => {
                let own = [&session_cookie, &remember_cookie];
                Some(flask.resolve(&secrets, own, insecure, self.clock.now())?)
            }
            None => None,
        };
        #[cfg(feature = "actix-session")]
        let in_actix_session = self.storage.in_actix_session;
        let is_alone = self.storage.is_alone();
        let storage = self.storage.resolve(self.lifetimes)?;
        if is_alone {
            warn_of_twin(keys.id());
        }
        #[cfg(feature = "throttle")]
        let throttle = self.throttle.map(|throttle| throttle.resolve(&self.clock));
        #[cfg(feature = "throttle")]
        let throttle = throttle.transpose()?;
        Ok(LoginManager(Arc::new(Settings {
            session_cookie,
            remember_cookie,
            lifetimes: self.lifetimes,
            unattended: self.unattended,
            keys,
            ended_sessions: RevocationList::with_capacity(self.revocation_capacity),
            ended_credentials: RevocationList::with_capacity(self.revocation_capacity),
            loaders: self.loaders,
            answers: self.answers,
            listeners: self.listeners,
            protection: self.protection,
            identifier: self.identifier,
            proxies: TrustedProxies::parse(&self.trusted_proxies)?,
            exempt_methods: self.exempt_methods,
            cross_site: self.cross_site,
            keep_session_data: self.keep_session_data,
            keep_inactive_logins: self.keep_inactive_logins,
            refresh_remember: self.refresh_remember,
            storage,
            #[cfg(feature = "actix-session")]
            in_actix_session,
            #[cfg(feature = "throttle")]
            throttle,
            #[cfg(feature = "flask-compat")]
            flask,
            clock: self.clock,
            randomness: Randomness::SYSTEM,
        })))
    }
}

/// Warns if a manager is created inside the closure of `HttpServer::new`, which runs once for every
/// worker thread.
fn warn_of_twin(keys: [u8; 4]) {
    static MADE: Mutex<BTreeSet<[u8; 4]>> = Mutex::new(BTreeSet::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if !made.insert(keys) {
        tracing::warn!(
            "a second `LoginManager` with the same secret: a logout seen by one is unknown to \
             the other; make one before `HttpServer::new` and clone it in the closure"
        );
    }
}
