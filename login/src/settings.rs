//! The settings of one application, checked and ready for use by every stage.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use actix_web::{dev::ResourceDef, http::Method};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::timeout,
};

#[cfg(feature = "flask-compat")]
use crate::flask::FlaskSettings;
#[cfg(feature = "throttle")]
use crate::throttle::Throttle;
use crate::{
    clock::{Clock, Timestamp},
    config::{CookieSpec, Lifetimes, TrustedProxies},
    events::Listeners,
    identity::Loaders,
    policy::TrustedOrigins,
    response::Answers,
    seal::{KeyRing, Randomness, Sealer},
    session::{
        CredentialRef, Fate, Mark, OpenSession, OtherLogin, RevocationList, Rules,
        SessionIdentifier, SessionProtection,
    },
    store::{DynStore, Limit},
};

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // The builder's switches.
pub(crate) struct Settings {
    pub(crate) session_cookie: CookieSpec,
    pub(crate) remember_cookie: CookieSpec,
    pub(crate) lifetimes: Lifetimes,
    /// Paths of requests that a page sends by itself. They do not keep a session alive.
    pub(crate) unattended: Vec<ResourceDef>,
    pub(crate) keys: KeyRing,
    pub(crate) ended_sessions: RevocationList,
    pub(crate) ended_credentials: RevocationList,
    pub(crate) loaders: Loaders,
    pub(crate) answers: Answers,
    pub(crate) listeners: Listeners,
    pub(crate) protection: SessionProtection,
    /// By what session protection tells clients apart.
    pub(crate) identifier: SessionIdentifier,
    /// The proxies that may state which client sent a request.
    pub(crate) proxies: TrustedProxies,
    /// Requests with these methods pass guards unchecked.
    pub(crate) exempt_methods: Vec<Method>,
    pub(crate) cross_site: CrossSiteRules,
    /// Logging out, or a login of another user, leaves the application's values in the session.
    pub(crate) keep_session_data: bool,
    /// The login of a user who became inactive is refused but not ended.
    pub(crate) keep_inactive_logins: bool,
    /// Every response to a remembered user sets the remember cookie again.
    pub(crate) refresh_remember: bool,
    /// The store of the sessions. `None` if they are not in a store.
    pub(crate) storage: Option<Storage>,
    /// Sessions are in the application's own session.
    #[cfg(feature = "actix-session")]
    pub(crate) in_actix_session: bool,
    #[cfg(feature = "throttle")]
    pub(crate) throttle: Option<Throttle>,
    /// `Some` if logins of a Flask application are imported.
    #[cfg(feature = "flask-compat")]
    pub(crate) flask: Option<FlaskSettings>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Randomness,
}

/// What requests from pages of other sites may do.
#[derive(Debug, Default)]
pub(crate) struct CrossSiteRules {
    pub(crate) trusted: TrustedOrigins,
    /// Paths that accept requests from all sites.
    pub(crate) open: Vec<ResourceDef>,
}

/// Sessions in a store.
#[derive(Clone, Debug)]
pub(crate) struct Storage {
    pub(crate) store: DynStore,
    pub(crate) lifetimes: Lifetimes,
    /// How many sessions a user may have.
    pub(crate) limit: Limit,
    /// How many remembered logins a user may have.
    pub(crate) series_limit: Limit,
    /// How long a remember cookie still counts after it was rotated.
    pub(crate) overlap: Duration,
    /// Held to make room for one more login. Concurrent requests would otherwise take the room from
    /// each other.
    pub(crate) making_room: UserLocks,
    /// Held to end all logins except one.
    pub(crate) renewing: UserLocks,
}

/// Locks that let one request per user proceed at a time, in this process. Several users may share
/// a lock.
#[derive(Clone, Debug, Default)]
pub(crate) struct UserLocks(Arc<([Mutex<()>; 32], RandomState)>);

impl UserLocks {
    /// Waits for the lock of a user. Returns `None` after a while, since the request that holds the
    /// lock may wait for a store that does not respond. Correctness does not depend on the lock:
    /// other processes have their own.
    pub(crate) async fn lock(&self, owner: &str) -> Option<MutexGuard<'_, ()>> {
        const PATIENCE: Duration = Duration::from_secs(5);
        let (turns, hasher) = &*self.0;
        let number = usize::try_from(hasher.hash_one(owner) % 32).ok()?;
        timeout(PATIENCE, turns.get(number)?.lock()).await.ok()
    }
}

impl Settings {
    /// Ends logins, with their successors and their remember credentials.
    pub(crate) fn end(&self, logins: &[OtherLogin], now: Timestamp) {
        for login in logins {
            self.ended_sessions.end(login.mark, now);
            if let Some(credential) = login.credential {
                self.end_credential(credential, now);
            }
        }
    }

    /// Records that another login took the place of a session, under another id.
    pub(crate) fn note_replaced(&self, ended: Option<(Mark, Fate)>, now: Timestamp) {
        // In a store, the old session no longer exists.
        if let (Some((mark, fate)), None) = (ended, &self.storage) {
            self.ended_sessions.add(mark, fate, now);
        }
    }

    /// Records that a login continues under another id. Returns `false` if it has ended or been
    /// renewed meanwhile.
    pub(crate) fn note_renewed(&self, ended: Option<(Mark, Fate)>, now: Timestamp) -> bool {
        match (ended, &self.storage) {
            (Some((mark, fate)), None) => self.ended_sessions.go_on(mark, fate, now),
            // The store finds out when the session is written.
            _ => true,
        }
    }

    /// Returns whether another request has renewed or ended a session since this one has opened it.
    /// With a store, the write of the session shows that.
    pub(crate) fn is_gone(&self, session: &OpenSession, now: Timestamp) -> bool {
        let mark = session.mark(&self.lifetimes, now);
        let credential = session.login().and_then(|login| login.credential);
        mark.is_some_and(|mark| self.ended_sessions.fate(&mark.id, mark.made).is_some())
            || credential.is_some_and(|own| self.has_ended(own))
    }

    /// Returns whether a remember credential has ended. With a store, its series shows that.
    pub(crate) fn has_ended(&self, credential: CredentialRef) -> bool {
        self.ended_credentials.has_ended(credential)
    }

    /// Returns whether requests to this path are sent without a person being present.
    pub(crate) fn is_unattended(&self, path: &str) -> bool {
        let mut patterns = self.unattended.iter();
        patterns.any(|pattern| pattern.is_match(path))
    }

    pub(crate) fn end_credential(&self, credential: CredentialRef, now: Timestamp) {
        let mark = credential.mark(&self.lifetimes, now);
        self.ended_credentials.add(mark, Fate::Ended, now);
    }

    pub(crate) fn session_rules(&self) -> Rules<'_> {
        Rules {
            spec: &self.session_cookie,
            sealer: &self.keys.session,
            lifetimes: &self.lifetimes,
            ended_sessions: &self.ended_sessions,
            ended_credentials: &self.ended_credentials,
            loaded: None,
            #[cfg(feature = "actix-session")]
            hosted: None,
        }
    }

    /// Returns the key that seals the session of a response.
    pub(crate) fn session_sealer(&self) -> &Sealer {
        #[cfg(feature = "actix-session")]
        if self.in_actix_session {
            return &self.keys.hosted_session;
        }
        &self.keys.session
    }

    /// Returns whether the cookies of another application also decide who is logged in.
    #[cfg_attr(not(feature = "flask-compat"), allow(clippy::unused_self))]
    pub(crate) fn shares_logins(&self) -> bool {
        #[cfg(feature = "flask-compat")]
        let shares = self.flask.as_ref().is_some_and(|flask| flask.coexist);
        #[cfg(not(feature = "flask-compat"))]
        let shares = false;
        shares
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
