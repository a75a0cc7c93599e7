//! Keeps our session in the application's own session of actix-session, as one sealed value
//! (feature `actix-session`).

use std::fmt;

use actix_session::{Session, SessionExt, SessionStatus};
use actix_web::{HttpMessage, HttpRequest};
use smol_str::SmolStr;

use super::{
    arrival::Rules,
    id::Mark,
    open::{CookieChange, OpenSession},
};
use crate::config::CookieSpec;

#[derive(Clone)]
pub(crate) struct Host {
    session: Session,
    /// The name of our value in the session. It is the name of the cookie that the value replaces,
    /// so that several managers have a value each.
    name: SmolStr,
}

impl Host {
    pub(crate) fn of(request: &HttpRequest, spec: &CookieSpec) -> Self {
        let host = Self {
            session: request.get_session(),
            name: spec.name.as_str().into(),
        };
        request.extensions_mut().insert(Unkept(host.clone()));
        host
    }

    fn has_value(&self) -> bool {
        self.session.contains_key(&self.name)
    }

    /// Returns our token. A value that is not a string becomes an empty token, which does not open.
    pub(super) fn token(&self) -> Option<String> {
        let token = self.session.get(&self.name);
        token.unwrap_or_else(|_| Some(String::new()))
    }

    /// Gives the session a new key, so that the earlier key gives no access to what follows
    /// (ASVS 7.2.4). Without `with_data`, the application's values are removed as well.
    pub(super) fn renew(&self, with_data: bool) {
        if !with_data {
            self.session.clear();
        }
        self.session.renew();
    }

    pub(super) fn apply(&self, change: CookieChange) {
        match change {
            CookieChange::Keep => {}
            CookieChange::Remove => {
                if self.has_value() {
                    self.session.remove(&self.name);
                }
            }
            CookieChange::Set(token) => {
                let is_said = self.session.insert(self.name.as_str(), token).is_ok();
                if !is_said || self.session.status() == SessionStatus::Purged {
                    tracing::warn!(
                        "the application purged its session in the request that logs a user in, \
                         so nobody is logged in: use `clear` instead of `purge`, before \
                         `login_user`"
                    );
                }
            }
        }
    }
}

/// What an [`OpenSession`] needs to know of its host.
#[derive(Clone, Debug)]
pub(super) struct Hosting {
    host: Host,
    /// The request also carries a session cookie of ours, from before actix-session was used.
    leaves_cookie: bool,
    /// The session of actix-session held a value of ours when it was opened.
    had_value: bool,
    /// This request changes the login itself, for example by logging in or out.
    pub(super) insists: bool,
}

impl Hosting {
    /// Creates the state for one request. If the login in actix-session has ended or timed out, the
    /// values that it has left behind are removed too, unless they are to be kept: the next user
    /// would find them otherwise.
    pub(super) fn of(rules: &Rules<'_>, has_lost: bool, leaves_cookie: bool) -> Option<Self> {
        let hosted = rules.hosted.as_ref()?;
        let host = hosted.host.clone();
        if has_lost {
            host.renew(hosted.keep_data);
        } else if leaves_cookie && !host.has_value() {
            // The login of the cookie is about to be moved into this session, whose key an attacker
            // may have planted.
            host.renew(true);
        }
        Some(Self {
            leaves_cookie,
            had_value: host.has_value(),
            host,
            insists: false,
        })
    }
}

impl OpenSession {
    pub(super) fn renew_host(&self, with_data: bool) {
        if let Some(Hosting { host, .. }) = &self.hosting {
            host.renew(with_data);
        }
    }

    /// Returns whether the application itself has removed the login from its session, which is a
    /// way of logging out with actix-session.
    pub(crate) fn was_emptied(&self) -> bool {
        let hosting = self.hosting.as_ref();
        hosting.is_some_and(|hosting| {
            hosting.had_value && !hosting.insists && !hosting.host.has_value()
        })
    }

    /// Returns whether actix-session sets a cookie, no matter whether this crate or the application
    /// has changed the session.
    pub(crate) fn host_sets_cookie(&self) -> bool {
        let hosting = self.hosting.as_ref();
        hosting.is_some_and(|hosting| hosting.host.session.status() != SessionStatus::Unchanged)
    }

    /// Returns the logins in cookies that came with the session and are now removed from the
    /// browser. No later logout could end copies of these cookies.
    pub(crate) fn left_beside(&self) -> Vec<Mark> {
        let hosting = self.hosting.as_ref();
        match hosting.filter(|hosting| hosting.leaves_cookie && hosting.had_value) {
            Some(_) => self.others.iter().map(|other| other.mark).collect(),
            None => Vec::new(),
        }
    }

    /// Gives actix-session what would be in the cookie. Returns the change to our own cookie.
    pub(crate) fn hand_over(&self, change: CookieChange) -> CookieChange {
        let Some(Hosting {
            host,
            leaves_cookie,
            ..
        }) = &self.hosting
        else {
            return change;
        };
        if change == CookieChange::Keep || self.was_emptied() {
            return CookieChange::Keep;
        }
        host.apply(change);
        if *leaves_cookie {
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

/// Lives as long as the request. actix-session takes the values out of its session to store them,
/// so values that are still there at the end have not been stored.
struct Unkept(Host);

impl Drop for Unkept {
    fn drop(&mut self) {
        let Self(Host { session, name }) = self;
        if session.status() != SessionStatus::Unchanged && session.contains_key(name) {
            tracing::error!(
                "actix-session did not store the login: wrap its `SessionMiddleware` after the \
                 `LoginManager`, so that it is the outer one"
            );
        }
    }
}
