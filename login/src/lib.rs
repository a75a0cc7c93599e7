// One example in the README needs the feature `sqlite`, so doc tests include it only with that
// feature.
#![cfg_attr(
    any(not(doctest), feature = "sqlite"),
    doc = include_str!("../README.md")
)]
#![cfg_attr(feature = "macros", doc = include_str!("guide/contents.md"))]
// Makes docs.rs show which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
pub mod __private;
mod attempts;
mod authorities;
mod clock;
mod config;
mod context;
mod cross_site;
mod devices;
mod effects;
mod encoding;
mod error;
mod events;
mod extract;
mod flask;
pub mod guide;
pub mod handler;
mod identify;
mod identity;
#[cfg(feature = "flask-compat")]
mod import;
mod login_url;
#[cfg(feature = "macros")]
mod macros;
mod manager;
#[cfg(feature = "metrics")]
mod measure;
mod middleware;
#[cfg(feature = "flask-compat")]
mod migration;
mod pipeline;
mod policy;
mod refusal;
mod remember;
mod renewal;
mod request;
mod response;
mod rollback;
mod seal;
mod secret;
mod session;
mod settings;
mod storage;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "throttle")]
mod throttle;
mod transitions;
mod user;

#[cfg(feature = "macros")]
pub use crate::macros::{
    UserMixin, fresh_login_required, login_not_required, login_required, permission_required,
    role_required,
};

#[cfg(feature = "flask-compat")]
pub use crate::flask::{FlaskCompat, FlaskCookie, FlaskSecret, FlaskSecretError};
#[cfg(feature = "throttle")]
pub use crate::throttle::LoginThrottle;

pub use crate::{
    authorities::{AnyPermissions, AnyRoles, Authority, HasPermissions, HasRoles},
    config::{CookieConfig, SameSite},
    context::{client_address, session_tag},
    cross_site::is_cross_site,
    error::{BuildError, LoginError, SessionError},
    events::{Event, EventUser},
    extract::{
        AuthSession, CurrentUser, LoginAttempt, LoginDevice, LoginUser, NextTarget, NextUrl,
        Session, Visitor,
    },
    flask::{cookie_key, decode_cookie, encode_cookie, session_identifier},
    identity::{Loaded, LoaderError, TakenAs},
    login_url::login_url,
    manager::{LoginManager, LoginManagerBuilder},
    middleware::{
        LoginFuture, LoginMiddleware, RequireLogin, RequireLoginFuture, RequireLoginMiddleware,
    },
    request::LoginRequest,
    response::{
        LOGIN_MESSAGE, LoginScope, LoginView, REFRESH_MESSAGE, expand_login_view, make_next_param,
    },
    secret::{SecretKey, SecretKeyError},
    session::{Flash, SessionIdentifier, SessionProtection},
    user::{ActiveFlag, AnonymousUser, SessionHash, UserId, UserMixin},
};
