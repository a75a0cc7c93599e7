//! The one object that an application makes.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, Responder, http::header::HeaderValue};

use crate::{
    clock::{Clock, SystemClock},
    config::{CookieConfig, Lifetimes},
    error::BuildError,
    identity::{IdOf, Loaded, Loaders},
    request::LoginRequest,
    response::Answers,
    seal::{KeyRing, Randomness},
    secret::SecretKey,
    session::RevocationList,
    settings::Settings,
};

/// Manages the logins of an application (Flask-Login's `LoginManager`), as one actix-web
/// middleware.
///
/// Make one, before the closure of `HttpServer::new`, and wrap each `App` in a clone: clones
/// share keys and revocations, while a manager made inside the closure would be another one
/// for every worker thread. It costs nothing for requests that ask nothing of it.
///
/// # Examples
///
/// ```no_run
/// use actix_web::{App, HttpServer};
/// use login::{LoginManager, SecretKey, UserMixin};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64 }
///
/// async fn user_loader(id: i64) -> Option<User> { /* look it up */ Some(User { id }) }
///
/// #[actix_web::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let login_manager = LoginManager::builder(SecretKey::from_env("LOGIN_SECRET")?)
///         .user_loader(user_loader)
///         .login_view("/login")
///         .build()?;
///     HttpServer::new(move || App::new().wrap(login_manager.clone()))
///         .bind(("127.0.0.1", 8080))?
///         .run()
///         .await?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct LoginManager(Arc<Settings>);

impl LoginManager {
    /// Begins with the secure defaults; each method of the builder says its own.
    pub fn builder(secret: SecretKey) -> LoginManagerBuilder {
        LoginManagerBuilder {
            secret,
            application_name: String::new(),
            session_cookie: CookieConfig::new(),
            remember_cookie: CookieConfig::new(),
            allow_insecure_http: false,
            lifetimes: Lifetimes::default(),
            loaders: Loaders::default(),
            answers: Answers::default(),
            clock: Arc::new(SystemClock),
        }
    }

    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.0)
    }
}

/// Settings of a [`LoginManager`] in the making.
#[derive(Debug)]
#[must_use = "call `build`"]
pub struct LoginManagerBuilder {
    secret: SecretKey,
    application_name: String,
    session_cookie: CookieConfig,
    remember_cookie: CookieConfig,
    allow_insecure_http: bool,
    lifetimes: Lifetimes,
    loaders: Loaders,
    answers: Answers,
    clock: Arc<dyn Clock>,
}

impl LoginManagerBuilder {
    /// How to find a user by id: an async function from
    /// [`UserMixin::Id`](crate::UserMixin::Id) to `Option<User>`, or to
    /// `Result<Option<User>, E>` where looking can fail.
    ///
    /// `None` ends the login: the user is gone. An error does not: the request is answered
    /// with 503 where it needs the user, the error is logged, and the cookies stay.
    pub fn user_loader<F, Fut>(mut self, user_loader: F) -> Self
    where
        F: Fn(IdOf<Fut>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: Loaded> + 'static,
    {
        self.loaders.set_user_loader(user_loader);
        self
    }

    /// How to find a user by the request itself, when the cookies know nobody: API keys,
    /// `Authorization` headers, credentials in a form.
    ///
    /// Such a user is logged in for this one request, and never freshly. The loader checks
    /// the credentials: whom it returns is let in.
    pub fn request_loader<F, Fut>(mut self, request_loader: F) -> Self
    where
        F: Fn(LoginRequest) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: Loaded> + 'static,
    {
        self.loaders.set_request_loader(request_loader);
        self
    }

    /// Where people without a login are sent: a path, an address or the name of a route.
    /// Without one they get 401.
    ///
    /// The redirect carries the wanted page as `next`, for [`NextUrl`](crate::NextUrl).
    /// Scripts and API clients get 401 with `{"error":"login_required"}`, and HTMX is told
    /// by `HX-Redirect`.
    pub fn login_view(mut self, view: impl Into<String>) -> Self {
        self.answers.login_view = Some(view.into());
        self
    }

    /// Where people are sent whose login is not fresh enough, as for
    /// [`login_view`](Self::login_view); the error code is `fresh_login_required`.
    pub fn refresh_view(mut self, view: impl Into<String>) -> Self {
        self.answers.refresh_view = Some(view.into());
        self
    }

    /// Answers requests without a login, in place of [`login_view`](Self::login_view).
    pub fn unauthorized_handler<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(&HttpRequest) -> R + Send + Sync + 'static,
        R: Responder + 'static,
    {
        self.answers.unauthorized = Some(Box::new(move |request| {
            let response = handler(request).respond_to(request);
            response.map_into_boxed_body()
        }));
        self
    }

    /// Answers requests whose login is not fresh enough, in place of
    /// [`refresh_view`](Self::refresh_view).
    pub fn needs_refresh_handler<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(&HttpRequest) -> R + Send + Sync + 'static,
        R: Responder + 'static,
    {
        self.answers.needs_refresh = Some(Box::new(move |request| {
            let response = handler(request).respond_to(request);
            response.map_into_boxed_body()
        }));
        self
    }

    /// The session cookie; by default `__Host-session`, ending with the browser.
    pub fn session_cookie(mut self, cookie: CookieConfig) -> Self {
        self.session_cookie = cookie;
        self
    }

    /// The remember cookie; by default `__Host-remember_token`.
    pub fn remember_cookie(mut self, cookie: CookieConfig) -> Self {
        self.remember_cookie = cookie;
        self
    }

    /// Ends a session that was not used for so long, in whole seconds; 2 hours by default.
    ///
    /// NIST SP 800-63B asks for at most 1 hour at AAL2; sites that hold little can do with
    /// days. The time of the last visit is written down at most 20 times in this span, so
    /// that a session may end up to a twentieth of it early.
    pub fn session_idle_timeout(mut self, timeout: Duration) -> Self {
        self.lifetimes.session_idle = timeout;
        self
    }

    /// Ends a session so long after the login, however busy it is; 30 days by default, which
    /// NIST SP 800-63B asks for at AAL1 (AAL2: 24 hours). Logging in or confirming starts it
    /// anew.
    pub fn session_absolute_timeout(mut self, timeout: Duration) -> Self {
        self.lifetimes.session_absolute = timeout;
        self
    }

    /// How long after typing the password a login counts as fresh; 3 hours by default. In
    /// Flask-Login it does for as long as the session lives, a copied cookie's included.
    pub fn fresh_login_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.fresh = lifetime;
        self
    }

    /// How long a remembered login lasts (Flask-Login's `REMEMBER_COOKIE_DURATION`), in
    /// whole seconds; 365 days by default, at most the 400 days that browsers keep a cookie.
    /// This side ends it, whatever the browser goes on sending.
    pub fn remember_cookie_duration(mut self, duration: Duration) -> Self {
        self.lifetimes.remember = duration;
        self
    }

    /// Ties cookies to this application: two with one secret and different names do not
    /// accept each other's. Empty by default. A new name ends every login.
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = name.into();
        self
    }

    /// Sends cookies over plain http too, for development: no `Secure`, and names without
    /// `__Host-`, which needs it. Logs a warning.
    ///
    /// In production everybody on the way could then read the cookies and be the user.
    pub fn allow_insecure_http(mut self) -> Self {
        self.allow_insecure_http = true;
        self
    }

    /// Takes the time from `clock`, which a test moves.
    #[cfg(feature = "testing")]
    pub fn clock(mut self, clock: crate::testing::TestClock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Checks everything and derives the keys.
    ///
    /// # Errors
    ///
    /// [`BuildError`] says what contradicts itself or is missing, and what to write.
    pub fn build(self) -> Result<LoginManager, BuildError> {
        if self.loaders.are_missing() {
            return Err(BuildError::NoLoader);
        }
        self.lifetimes.check()?;
        let insecure = self.allow_insecure_http;
        let session_cookie = self.session_cookie.resolve("session", insecure)?;
        let remember_cookie = self.remember_cookie.resolve("remember_token", insecure)?;
        if session_cookie.name == remember_cookie.name {
            return Err(BuildError::SameCookieName {
                cookie: session_cookie.name,
            });
        }
        for (setting, view) in [
            ("login_view", &self.answers.login_view),
            ("refresh_view", &self.answers.refresh_view),
        ] {
            if let Some(view) = view
                && (view.is_empty() || HeaderValue::from_str(view).is_err())
            {
                return Err(BuildError::View {
                    setting,
                    view: view.clone(),
                });
            }
        }
        if insecure {
            tracing::warn!(
                "cookies are sent over plain http: remove `.allow_insecure_http()` in production"
            );
        }
        let keys =
            KeyRing::derive(&self.secret, &self.application_name).map_err(|_| BuildError::Keys)?;
        Ok(LoginManager(Arc::new(Settings {
            session_cookie,
            remember_cookie,
            lifetimes: self.lifetimes,
            keys,
            revoked: RevocationList::new(),
            loaders: self.loaders,
            answers: Arc::new(self.answers),
            clock: self.clock,
            randomness: Randomness::SYSTEM,
        })))
    }
}
