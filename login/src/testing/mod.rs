//! Helpers for the tests of an application that uses this crate (feature `testing`).
//!
//! Nothing here weakens the application under test: a test logs in with a real cookie, and moves a
//! clock instead of waiting. With a development dependency, Cargo enables the feature only for
//! tests (resolver 2 or newer, the default since edition 2021):
//!
//! ```toml
//! [dev-dependencies]
//! # The same source as in `[dependencies]`.
//! login = { path = "../login/login", features = ["testing"] }
//! ```
//!
//! - [`TestLogin`] is a login without a login page, [`TestClock`] a clock that a test moves.
//! - [`Site`] and [`Browser`] are an application in the test's own process and a visitor's browser.
//! - [`security_suite!`](crate::security_suite) attacks your application from outside, to find a
//!   forgotten guard or a wrong setting.
//! - [`session_store_suite!`](crate::session_store_suite) tests a session store of your own.

mod answer;
mod browser;
pub mod security;
mod site;

use std::{any::TypeId, net::IpAddr};

use actix_web::cookie::Cookie;

pub use self::{
    answer::{Answer, SetCookie},
    browser::Browser,
    site::Site,
};
pub use crate::clock::TestClock;
use crate::{
    extract::AuthSession,
    identity::auth_hash,
    manager::LoginManager,
    secret::SecretKey,
    session::{Login, sealed_login},
    user::{UserId, UserMixin},
};

/// A login for tests, created without a login page (Flask-Login's `FlaskLoginClient`).
///
/// # Examples
///
/// ```
/// use actix_web::{App, test, web};
/// use login::{CurrentUser, LoginManager, SecretKey, UserMixin, testing::TestLogin};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64 }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let manager = LoginManager::builder(SecretKey::generate().unwrap())
///     .user_loader(async |id| Some(User { id }))
///     .build()
///     .unwrap();
/// let who = web::get().to(async |user: CurrentUser<User>| user.id.to_string());
/// let app = test::init_service(App::new().wrap(manager.clone()).route("/", who)).await;
///
/// let request = test::TestRequest::get()
///     .cookie(TestLogin::new(&manager, &User { id: 7 }).cookie())
///     .to_request();
/// assert_eq!(test::call_and_read_body(&app, request).await, "7");
/// # }
/// ```
#[derive(Debug)]
#[must_use = "add its cookie to a request"]
pub struct TestLogin<'a> {
    manager: &'a LoginManager,
    login: Login,
    fresh: bool,
}

impl<'a> TestLogin<'a> {
    /// Creates a fresh login of `user`, from the client that `TestRequest` imitates: without
    /// address and user agent.
    ///
    /// # Panics
    ///
    /// Panics if the manager's user loader returns another type of user: such a login would not be
    /// valid.
    pub fn new<U: UserMixin>(manager: &'a LoginManager, user: &U) -> Self {
        assert!(
            manager.settings().loaders.can_load(TypeId::of::<U>()),
            "the user loader gives another type of user than `{}`",
            std::any::type_name::<U>(),
        );
        let login = Login {
            user_id: user.get_id().to_text().into(),
            fresh_at: None,
            forced: false,
            auth_hash: auth_hash(&manager.settings().keys.auth_hash, user),
            client: Some(manager.settings().identifier.identify(None, None)),
            credential: None,
        };
        Self {
            manager,
            login,
            fresh: true,
        }
    }

    /// Sets whether the login counts as fresh.
    pub fn fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
    }

    /// Sets the client that logged in, for session protection: its address and its `User-Agent`.
    ///
    /// # Panics
    ///
    /// Panics if the address is invalid.
    pub fn from_client(mut self, address: &str, user_agent: &str) -> Self {
        let address: Option<IpAddr> = address.parse().ok();
        assert!(address.is_some(), "not the address of a client");
        let identifier = self.manager.settings().identifier;
        self.login.client = Some(identifier.identify(address, Some(user_agent.as_bytes())));
        self
    }

    /// Returns the session cookie of the login, for `TestRequest::cookie`.
    #[must_use]
    pub fn cookie(mut self) -> Cookie<'static> {
        let settings = self.manager.settings();
        let now = settings.now();
        self.login.fresh_at = self.fresh.then_some(now);
        let sealer = &settings.keys.session;
        let token = sealed_login(self.login, sealer, settings.randomness, now);
        Cookie::new(
            settings.session_cookie.name.clone(),
            token.unwrap_or_default(),
        )
    }
}

/// Creates a secret for tests without checking its strength.
#[doc(hidden)]
#[must_use]
pub fn weak_secret(secret: impl AsRef<[u8]>) -> SecretKey {
    SecretKey::unchecked(secret.as_ref())
}

/// Writes a login into the session directly, without the identifier of session protection, to
/// imitate a test client that does so.
#[doc(hidden)]
pub fn plant_login(auth: &AuthSession, user_id: &str, fresh: bool) {
    auth.plant(Some(user_id), fresh);
}

/// Removes only the user's id from the session, bypassing the library.
#[doc(hidden)]
pub fn forget_user_id(auth: &AuthSession) {
    auth.plant(None, false);
}

/// Returns which parts of a login the session holds, by the names of Flask-Login's keys:
/// `_user_id`, `_fresh`, `_id`.
#[doc(hidden)]
#[must_use]
pub fn login_keys(auth: &AuthSession) -> Vec<&'static str> {
    auth.login_keys()
}
