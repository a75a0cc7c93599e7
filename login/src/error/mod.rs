//! Errors: one type per operation that can fail.

mod build;

use std::{error::Error, fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
};

pub use self::build::BuildError;
use crate::{seal::CryptoError, store::StoreError};

/// An error of the application, returned by a loader.
pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// Why an operation on a login failed: logging in or out, confirming it, loading the user, or
/// listing and ending logins.
///
/// It is an actix-web error, so a handler can return it with `?`. Each variant names the status of
/// the response. The body never states more than the status.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoginError {
    /// The user's account is not active; Flask-Login's `login_user` returns `False` then. 403.
    /// Respond as for a wrong password if visitors must not learn which accounts exist.
    InactiveUser,
    /// Nobody is logged in, so there is no login to confirm, and there are no logins to list or
    /// end. A concurrent request may have ended or renewed the login. 401.
    NotLoggedIn,
    /// The remember cookie would exceed what browsers store (4096 bytes with its name); nothing was
    /// changed. 500.
    CookieTooLarge {
        /// The cookie's name.
        cookie: String,
        /// The length that its value would have.
        bytes: usize,
        /// The maximum length.
        limit: usize,
    },
    /// The user's id is longer than a session store accepts (512 bytes); nobody was logged in. 500.
    UserIdTooLong {
        /// The length of the id.
        bytes: usize,
    },
    /// The duration of a remember cookie is under one second; nothing was changed. 500.
    ZeroDuration,
    /// The application's loader failed. 503: the visitor cannot be identified at the moment, and
    /// the cookies are left unchanged.
    Loader(BoxError),
    /// The session store failed or did not respond in time. 503: the cookies are left unchanged and
    /// are accepted again once the store works.
    Store(StoreError),
    /// The session has no room for the login next to the application's values, or these could not
    /// be read or written: a handler that logs in and flashes a message can return both errors with
    /// `?`. 500.
    Session(SessionError),
    /// The user has as many sessions as allowed, and the settings refuse one more instead of ending
    /// the oldest. 403; nobody was logged in.
    TooManySessions,
    /// Too many attempts to log in have failed, for this account or from this address. 429, with
    /// `Retry-After`; the same whether or not the account exists.
    TooManyAttempts {
        /// When the next attempt is allowed, in whole seconds from now.
        retry_after: Duration,
    },
    /// The operation needs sessions in a store, and they are in the cookie. 500.
    NoSessionStore,
    /// A loader asked for the user that it is supposed to load. 500.
    LoaderAsksForUser,
    /// The user that was loaded, or that is to be logged in, is not of the expected type. 500.
    WrongUserType {
        /// The type that was expected, or the type of the user that is to be logged in.
        expected: &'static str,
    },
    /// A guard asks for a role or permission of a type that the user does not have. 500: this is a
    /// mistake in the program, not of the user.
    WrongRoleType {
        /// The type that the guard asks for.
        asked: &'static str,
    },
    /// No [`LoginManager`](crate::LoginManager) handles the request. 500.
    NoLoginManager,
    /// The response has been sent, so cookies can no longer be set. 500.
    ResponseSent,
    /// The operating system did not provide random bytes. 500.
    NoRandomness,
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InactiveUser => f.write_str("the user's account is not active"),
            Self::NotLoggedIn => f.write_str("nobody is logged in"),
            Self::CookieTooLarge {
                cookie,
                bytes,
                limit,
            } => write!(
                f,
                "the cookie `{cookie}` would have {bytes} bytes; at most {limit} are allowed"
            ),
            Self::UserIdTooLong { bytes } => write!(
                f,
                "the user's id has {bytes} bytes; a session store accepts at most 512"
            ),
            Self::ZeroDuration => f.write_str("the remember duration must be at least one second"),
            Self::Loader(error) => write!(f, "the user could not be loaded: {error}"),
            Self::Store(error) => write!(f, "the session store failed: {error}"),
            Self::Session(error) => error.fmt(f),
            Self::TooManySessions => f.write_str("the user already has as many sessions as are allowed"),
            Self::TooManyAttempts { retry_after } => write!(
                f,
                "too many login attempts have failed; the next one is possible in {} seconds",
                retry_after.as_secs()
            ),
            Self::NoSessionStore => f.write_str(
                "sessions in cookies cannot be listed; \
                 give the `LoginManager` a `session_store`",
            ),
            Self::LoaderAsksForUser => f.write_str(
                "a loader asks for the current user, whom it has yet to load; \
                 use `LoginRequest::session_user_id` instead",
            ),
            Self::WrongUserType { expected } => write!(
                f,
                "the loaders of the `LoginManager` return another user type than `{expected}`"
            ),
            Self::WrongRoleType { asked } => write!(
                f,
                "a guard asks for `{asked}`, but the user's roles or permissions have another \
                 type, or there are none; name one of their type, or mark their field \
                 `#[user(roles)]` or `#[user(permissions)]` (the type itself, if you implement \
                 the trait)"
            ),
            Self::NoLoginManager => f.write_str(
                "no `LoginManager` handles this request; add `.wrap(manager.clone())` to the `App` or scope",
            ),
            Self::ResponseSent => {
                f.write_str("the response has been sent; its cookies can no longer be changed")
            }
            Self::NoRandomness => f.write_str("the operating system provided no random bytes"),
        }
    }
}

impl Error for LoginError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // The message already contains the message of the wrapped error.
            Self::Loader(error) => error.source(),
            Self::Store(error) => error.source(),
            Self::Session(error) => error.source(),
            _ => None,
        }
    }
}

impl From<SessionError> for LoginError {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

impl From<CryptoError> for LoginError {
    fn from(_: CryptoError) -> Self {
        Self::NoRandomness
    }
}

impl From<CryptoError> for SessionError {
    fn from(_: CryptoError) -> Self {
        Self::NoRandomness
    }
}

impl From<StoreError> for LoginError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl ResponseError for LoginError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::InactiveUser | Self::TooManySessions => StatusCode::FORBIDDEN,
            Self::NotLoggedIn => StatusCode::UNAUTHORIZED,
            Self::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Loader(_) | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        // The response does not reveal the cause, so it is logged. Other errors were logged where
        // they occurred, because a handler may not return them.
        if let Self::CookieTooLarge { .. }
        | Self::UserIdTooLong { .. }
        | Self::ZeroDuration
        | Self::NoSessionStore
        | Self::ResponseSent
        | Self::Session(_)
        | Self::NoRandomness = self
        {
            tracing::error!("{self}");
        }
        let mut response = opaque(self.status_code());
        if let Self::TooManyAttempts { retry_after } = self {
            let seconds = HeaderValue::from(retry_after.as_secs());
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// Why reading or writing application data in the session failed.
///
/// An actix-web error of status 500 with an opaque body.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionError {
    /// The value under `key` is not of the requested type.
    Type {
        /// The key.
        key: String,
        /// The error of the JSON deserializer.
        source: serde_json::Error,
    },
    /// The value cannot be represented as JSON.
    Serialize {
        /// The key.
        key: String,
        /// The error of the JSON serializer.
        source: serde_json::Error,
    },
    /// The session cookie would exceed what browsers store (4096 bytes with its name), or the
    /// session exceeds what a session store accepts (32 KiB); nothing was changed.
    TooLarge {
        /// The length that the session would have.
        bytes: usize,
        /// The maximum length.
        limit: usize,
    },
    /// The response has been sent, so the session can no longer be changed.
    ResponseSent,
    /// The operating system did not provide random bytes.
    NoRandomness,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type { key, .. } => write!(f, "the session value `{key}` has another type"),
            Self::Serialize { key, .. } => {
                write!(f, "the session value `{key}` cannot be written as JSON")
            }
            Self::TooLarge { bytes, limit } => write!(
                f,
                "the session would have {bytes} bytes; at most {limit} are allowed"
            ),
            Self::ResponseSent => {
                f.write_str("the response has been sent; the session can no longer be changed")
            }
            Self::NoRandomness => LoginError::NoRandomness.fmt(f),
        }
    }
}

impl Error for SessionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Type { source, .. } | Self::Serialize { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl ResponseError for SessionError {
    fn error_response(&self) -> HttpResponse {
        // The source is not logged, because it may quote the value.
        tracing::error!("{self}");
        opaque(self.status_code())
    }
}

/// Builds a response that states its status but not the cause.
fn opaque(status: StatusCode) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        // Seconds. The next request tries again what failed.
        response.insert_header((RETRY_AFTER, 5));
    }
    response
        .content_type("text/plain; charset=utf-8")
        .body(status.canonical_reason().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// Required by `?` into an `anyhow::Error` and by channels to other threads.
    #[test]
    fn errors_may_go_anywhere() {
        fn goes<E: Error + Send + Sync + 'static>() {}
        goes::<LoginError>();
        goes::<SessionError>();
        goes::<BuildError>();
        goes::<StoreError>();
    }

    #[test]
    fn a_chain_of_causes_says_each_once() {
        let down = || io::Error::other("the database is down");
        for error in [
            LoginError::Loader(down().into()),
            LoginError::Store(StoreError::new(down())),
        ] {
            let mut said = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                said.push_str(&error.to_string());
                cause = error.source();
            }
            assert_eq!(said.matches("the database is down").count(), 1, "{said}");
        }
    }
}
