//! The application's own session of actix-session, as the place of ours (feature
//! `actix-session`): one value in it, sealed.

use std::fmt;

use actix_session::{Session, SessionExt, SessionStatus};
use actix_web::{HttpMessage, HttpRequest};

use super::{
    arrival::Rules,
    open::{CookieChange, OpenSession},
};

/// The name of the value.
const KEY: &str = "login";

/// One request's session of actix-session.
#[derive(Clone)]
pub(crate) struct Host(Session);

impl Host {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let host = Self(request.get_session());
        request.extensions_mut().insert(Unkept(host.clone()));
        host
    }

    /// What it has for us; a value that is no text is nothing of ours.
    pub(super) fn token(&self) -> Option<String> {
        let token = self.0.get(KEY);
        token.unwrap_or_else(|_| Some(String::new()))
    }

    /// Whoever knew the session's key before knows nothing of what comes (ASVS 7.2.4). Without
    /// `with_data` what the application keeps there goes as well.
    pub(super) fn renew(&self, with_data: bool) {
        if !with_data {
            self.0.clear();
        }
        self.0.renew();
    }

    pub(super) fn apply(&self, change: CookieChange) {
        match change {
            CookieChange::Keep => {}
            CookieChange::Remove => {
                if self.0.contains_key(KEY) {
                    self.0.remove(KEY);
                }
            }
            CookieChange::Set(token) => {
                let is_said = self.0.insert(KEY, token).is_ok();
                if !is_said || self.0.status() == SessionStatus::Purged {
                    tracing::warn!(
                        "the application has purged its session in the request that logs in: \
                         nobody is logged in; call `login_user` after `clear`, not `purge`"
                    );
                }
            }
        }
    }
}

/// A session's side of it.
#[derive(Clone, Debug)]
pub(super) struct Hosting {
    host: Host,
    /// The session came in a cookie of its own.
    moves: bool,
}

impl Hosting {
    pub(super) fn of(rules: &Rules<'_>, moves: bool) -> Option<Self> {
        let hosted = rules.hosted.as_ref()?;
        let host = hosted.host.clone();
        Some(Self { host, moves })
    }
}

impl OpenSession {
    pub(super) fn renew_host(&self, with_data: bool) {
        if let Some(Hosting { host, .. }) = &self.hosting {
            host.renew(with_data);
        }
    }

    /// Gives to actix-session what would be in the cookie; answers what the browser is told of
    /// that all the same.
    pub(crate) fn hand_over(&self, change: CookieChange) -> CookieChange {
        let Some(Hosting { host, moves }) = &self.hosting else {
            return change;
        };
        if change == CookieChange::Keep {
            return change;
        }
        host.apply(change);
        if *moves {
            CookieChange::Remove
        } else {
            CookieChange::Keep
        }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Host(..)")
    }
}

/// Goes with the request. actix-session takes the values out of it to keep them; what is there
/// at the very end was taken by nobody.
struct Unkept(Host);

impl Drop for Unkept {
    fn drop(&mut self) {
        let Host(session) = &self.0;
        if session.status() != SessionStatus::Unchanged && session.contains_key(KEY) {
            tracing::error!(
                "actix-session has not kept the login: wrap its `SessionMiddleware` after the \
                 `LoginManager`, so that it is the outer one"
            );
        }
    }
}
