//! The application's own session of actix-session, as the place of ours (feature
//! `actix-session`): one value in it, sealed.

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

/// One request's session of actix-session.
#[derive(Clone)]
pub(crate) struct Host {
    session: Session,
    /// The name of our value in it: that of the cookie which it stands for, so that several
    /// managers have several.
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

    /// What it has for us; a value that is no text is nothing of ours.
    pub(super) fn token(&self) -> Option<String> {
        let token = self.session.get(&self.name);
        token.unwrap_or_else(|_| Some(String::new()))
    }

    /// Whoever knew the session's key before knows nothing of what comes (ASVS 7.2.4). Without
    /// `with_data` what the application keeps there goes as well.
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
    /// There is a cookie of our own as well, from before.
    leaves_cookie: bool,
    /// It came with a value of ours.
    had_value: bool,
    /// This request logs in or out.
    pub(super) insists: bool,
}

impl Hosting {
    /// What a login that has ended or timed out has left behind goes with it, or the next user would
    /// find it.
    pub(super) fn of(rules: &Rules<'_>, has_lost: bool, leaves_cookie: bool) -> Option<Self> {
        let hosted = rules.hosted.as_ref()?;
        let host = hosted.host.clone();
        if has_lost {
            host.renew(hosted.keep_data);
        } else if leaves_cookie && !host.has_value() {
            // A login is about to move in, and not to whoever has planted the session.
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

    /// Whether the application itself has emptied the session that had the login, which is a way of
    /// logging out there.
    pub(crate) fn was_emptied(&self) -> bool {
        let hosting = self.hosting.as_ref();
        hosting.is_some_and(|hosting| {
            hosting.had_value && !hosting.insists && !hosting.host.has_value()
        })
    }

    /// Whether actix-session sets a cookie, whoever has changed what.
    pub(crate) fn host_sets_cookie(&self) -> bool {
        let hosting = self.hosting.as_ref();
        hosting.is_some_and(|hosting| hosting.host.session.status() != SessionStatus::Unchanged)
    }

    /// The logins in cookies that the browser has beside the session, and will have no more: who has
    /// copies of them could not be logged out later.
    pub(crate) fn left_beside(&self) -> Vec<Mark> {
        let hosting = self.hosting.as_ref();
        match hosting.filter(|hosting| hosting.leaves_cookie && hosting.had_value) {
            Some(_) => self.others.iter().map(|other| other.mark).collect(),
            None => Vec::new(),
        }
    }

    /// Gives to actix-session what would be in the cookie; answers what the browser is told of
    /// that all the same.
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

/// Goes with the request. actix-session takes the values out of it to keep them; what is there
/// at the very end was taken by nobody.
struct Unkept(Host);

impl Drop for Unkept {
    fn drop(&mut self) {
        let Self(Host { session, name }) = self;
        if session.status() != SessionStatus::Unchanged && session.contains_key(name) {
            tracing::error!(
                "actix-session has not kept the login: wrap its `SessionMiddleware` after the \
                 `LoginManager`, so that it is the outer one"
            );
        }
    }
}
