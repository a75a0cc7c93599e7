//! What can go wrong: one error type per operation that fails.

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

/// An error of the application's own, from a loader.
pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// Why logging in, logging out, confirming or loading the user failed.
///
/// It is an actix-web error: a handler can pass it on with `?`. The status is the one named
/// at each variant; the body never says more than the status.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoginError {
    /// The user's account is not active, where Flask-Login's `login_user` returns `False`.
    /// 403; answer as for a wrong password if accounts shall not be told apart.
    InactiveUser,
    /// There is no login to confirm. 401.
    NotLoggedIn,
    /// The remember cookie would be longer than browsers keep (4096 bytes with its name); nothing
    /// was changed. 500.
    CookieTooLarge {
        /// The cookie's name.
        cookie: String,
        /// How long its value would be.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
    /// The user's id is longer than a session store takes (512 bytes); nobody was logged in.
    /// 500.
    UserIdTooLong {
        /// How long it is.
        bytes: usize,
    },
    /// A remember duration under one second; nothing was changed. 500.
    ZeroDuration,
    /// The application's loader failed. 503: who the visitor is cannot be said just now, and
    /// the cookies are left alone.
    Loader(BoxError),
    /// The session store could not be asked, or did not answer in time. 503: the cookies are
    /// left alone, and count again once the store does.
    Store(StoreError),
    /// The session cannot hold the login beside the application's values, or these could not be
    /// read or written: a handler which logs in and flashes a message passes both on with `?`. 500.
    Session(SessionError),
    /// The user has as many sessions as allowed, and no other is to go for this one. 403;
    /// nobody was logged in.
    TooManySessions,
    /// Too many attempts to log in have failed, to this account or from this address. 429, with
    /// `Retry-After`; the same whether or not there is such an account.
    TooManyAttempts {
        /// In how long the next is let through, in whole seconds.
        retry_after: Duration,
    },
    /// What was asked for needs sessions in a store, and they are in the cookie. 500.
    NoSessionStore,
    /// A loader asks for the user that it is about to load. 500.
    LoaderAsksForUser,
    /// The user that was loaded is of another type than the one asked for, or to be logged in.
    /// 500.
    WrongUserType {
        /// The type asked for.
        expected: &'static str,
    },
    /// A guard asks for a role or permission of a type that the user has none of. 500: a
    /// mistake in the program, not of the user.
    WrongRoleType {
        /// The type asked for.
        asked: &'static str,
    },
    /// The request did not pass a [`LoginManager`](crate::LoginManager). 500.
    NoLoginManager,
    /// The response has been sent, cookies can no longer be set. 500.
    ResponseSent,
    /// The operating system gave no random bytes. 500.
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
                "the cookie `{cookie}` would have {bytes} bytes and may have {limit}"
            ),
            Self::UserIdTooLong { bytes } => write!(
                f,
                "the user's id has {bytes} bytes, and a session store takes 512"
            ),
            Self::ZeroDuration => f.write_str("the remember duration must be at least one second"),
            Self::Loader(error) => write!(f, "the user could not be loaded: {error}"),
            Self::Store(error) => write!(f, "the session store failed: {error}"),
            Self::Session(error) => error.fmt(f),
            Self::TooManySessions => f.write_str("the user has as many sessions as allowed"),
            Self::TooManyAttempts { retry_after } => write!(
                f,
                "too many attempts to log in have failed; the next may come in {} seconds",
                retry_after.as_secs()
            ),
            Self::NoSessionStore => f.write_str(
                "sessions are in the cookie, where they cannot be listed; \
                 give the `LoginManager` a `session_store`",
            ),
            Self::LoaderAsksForUser => f.write_str(
                "a loader asks for the current user, which is what it is to find; \
                 use `LoginRequest::session_user_id` instead",
            ),
            Self::WrongUserType { expected } => write!(
                f,
                "the loaders of the `LoginManager` return another user type than `{expected}`"
            ),
            Self::WrongRoleType { asked } => write!(
                f,
                "a guard asks for `{asked}`, and the user's roles or permissions are of another \
                 type, or there are none: name one of their type; mark their field \
                 `#[user(roles)]` or `#[user(permissions)]`, or the type itself if you implement \
                 the trait"
            ),
            Self::NoLoginManager => f.write_str(
                "no `LoginManager` handles this request; add `.wrap(manager.clone())` to the `App` or scope",
            ),
            Self::ResponseSent => {
                f.write_str("the response has been sent, its cookies cannot be changed any more")
            }
            Self::NoRandomness => f.write_str("the operating system gave no random bytes"),
        }
    }
}

impl Error for LoginError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // Theirs is in the message already.
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
        // Whoever is answered is told nothing, so the log must be. The others were logged where they
        // happened, since not everybody passes them on.
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
    /// The value under `key` is of another type than asked for.
    Type {
        /// The key.
        key: String,
        /// What the JSON reader said.
        source: serde_json::Error,
    },
    /// The value cannot be written as JSON.
    Serialize {
        /// The key.
        key: String,
        /// What the JSON writer said.
        source: serde_json::Error,
    },
    /// The session cookie would be longer than browsers keep (4096 bytes with its name), or
    /// the session than a session store takes (32 KiB); nothing was changed.
    TooLarge {
        /// How long its value would be.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
    /// The response has been sent, the session can no longer be changed.
    ResponseSent,
    /// The operating system gave no random bytes.
    NoRandomness,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type { key, .. } => write!(f, "the session value `{key}` is of another type"),
            Self::Serialize { key, .. } => {
                write!(f, "the session value `{key}` cannot be written as JSON")
            }
            Self::TooLarge { bytes, limit } => write!(
                f,
                "the session would have {bytes} bytes and may have {limit}"
            ),
            Self::ResponseSent => {
                f.write_str("the response has been sent, the session cannot be changed any more")
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
        // Without its source, which may quote the value.
        tracing::error!("{self}");
        opaque(self.status_code())
    }
}

/// A response that says its status and nothing of the cause.
fn opaque(status: StatusCode) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        // Seconds; what failed is tried again with the next request.
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

    /// Else no `?` takes them into an `anyhow::Error`, and no channel to another thread.
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
