//! Builder methods for sessions in a store.

use std::time::Duration;

use super::LoginManagerBuilder;
use crate::{
    config::Lifetimes,
    error::BuildError,
    settings::{Storage, UserLocks},
    store::{DynStore, Limit, SessionStore, WhenFull},
};

/// The settings as given; `None` stands for the default.
#[derive(Debug, Default)]
pub(super) struct StoreSettings {
    store: Option<DynStore>,
    timeout: Option<Duration>,
    session_limit: Option<Limit>,
    most_remembered: Option<u32>,
    overlap: Option<Duration>,
    #[cfg(feature = "actix-session")]
    pub(super) in_actix_session: bool,
}

impl StoreSettings {
    /// Returns whether no other manager or process shares this manager's knowledge of sessions.
    pub(super) fn is_alone(&self) -> bool {
        self.store.as_ref().is_none_or(DynStore::is_alone)
    }

    /// Applies the defaults and validates the settings. Returns `None` if sessions are in the
    /// cookie.
    pub(super) fn resolve(self, lifetimes: Lifetimes) -> Result<Option<Storage>, BuildError> {
        if self.timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Err(BuildError::ZeroTimeout);
        }
        let most_sessions = self.session_limit.map(|limit| limit.most);
        let counts = [
            ("concurrent_sessions", most_sessions),
            ("remembered_logins", self.most_remembered),
        ];
        for (setting, most) in counts {
            if most == Some(0) {
                return Err(BuildError::ZeroLogins { setting });
            }
        }
        #[cfg(feature = "actix-session")]
        if self.in_actix_session && self.store.is_some() {
            return Err(BuildError::TwoStorages);
        }
        let Some(store) = self.store else {
            let given = [
                ("session_store_timeout", self.timeout.is_some()),
                ("concurrent_sessions", self.session_limit.is_some()),
                ("remembered_logins", self.most_remembered.is_some()),
                ("remember_overlap", self.overlap.is_some()),
            ];
            return match given.into_iter().find(|(_, is_given)| *is_given) {
                Some((setting, _)) => Err(BuildError::NeedsStore { setting }),
                None => Ok(None),
            };
        };
        Ok(Some(Storage {
            store: store.patient_for(self.timeout.unwrap_or(Duration::from_secs(2))),
            lifetimes,
            limit: self.session_limit.unwrap_or(Limit {
                most: 100,
                when_full: WhenFull::EvictOldest,
            }),
            series_limit: Limit {
                most: self.most_remembered.unwrap_or(30),
                when_full: WhenFull::EvictOldest,
            },
            overlap: self.overlap.unwrap_or(Duration::from_secs(60)),
            making_room: UserLocks::default(),
            renewing: UserLocks::default(),
        }))
    }
}

impl LoginManagerBuilder {
    /// Keeps sessions in `store` instead of in the cookie. The cookie then holds 256 random bits,
    /// sealed, and the store knows only their hash.
    ///
    /// A logout, everywhere or here, is then known to all processes that share the store, and
    /// outlives a restart. Users can see and end their other sessions, and a session can hold more
    /// (32 KiB). Each request that asks for the login reads the store once, and a session in use is
    /// written at most 20 times per idle timeout. A request that does not ask for the login does
    /// not reach the store.
    ///
    /// Sessions in sealed cookies continue: each is moved into the store with its next request.
    ///
    /// If the store fails, or does not respond within the [timeout](Self::session_store_timeout),
    /// requests that need the login are answered with 503 and the cookies are left unchanged
    /// (ASVS 16.5.3). Pages that do not need it keep working.
    ///
    /// # Examples
    ///
    /// ```
    /// use login::{LoginManager, SecretKey, UserMixin, store::MemoryStore};
    ///
    /// #[derive(Clone, UserMixin)]
    /// struct User { id: i64 }
    ///
    /// let manager = LoginManager::builder(SecretKey::generate()?)
    ///     .user_loader(async |id| Some(User { id }))
    ///     .session_store(MemoryStore::new())
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// In an SQL database, which needs its tables to be created and expired entries to be removed:
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # mod example {
    /// # use login::UserMixin;
    /// # #[derive(Clone, UserMixin)]
    /// # struct User { id: i64 }
    /// use std::time::Duration;
    /// use login::{LoginManager, SecretKey, store::SqliteStore};
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let store = SqliteStore::connect("sqlite:sessions.db").await?;
    /// store.migrate().await?;
    /// actix_web::rt::spawn(store.clone().sweep(Duration::from_secs(60 * 60)));
    /// let manager = LoginManager::builder(SecretKey::from_env("LOGIN_SECRET")?)
    ///     .user_loader(async |id| Some(User { id }))
    ///     .session_store(store)
    ///     .build()?;
    /// # Ok(()) }
    /// # }
    /// # fn main() {}
    /// ```
    pub fn session_store(mut self, store: impl SessionStore) -> Self {
        self.storage.store = Some(DynStore::new(store));
        self
    }

    /// Keeps sessions in the application's own session of actix-session 0.11, sealed, under the
    /// name of the [`session_cookie`](Self::session_cookie). One cookie serves both, and sessions
    /// are stored where actix-session stores its own: in a cookie or a store. Feature
    /// `actix-session`.
    ///
    /// `SessionMiddleware` must be the outer middleware: wrap it after the manager. Otherwise
    /// logins are not kept, and the log reports it. A login, a logout and a confirmation make
    /// actix-session renew its key. Whatever ends a login, including timeouts and the login of
    /// another user, also clears the values that the application keeps in that session, including
    /// the login of another manager, unless [`keep_session_data`](Self::keep_session_data) is set
    /// (ASVS 14.3.1). Lifetime and attributes of the cookie are determined by actix-session.
    /// Timeouts, freshness and session protection work as usual. The remember cookie remains a
    /// separate cookie.
    ///
    /// A logout is known to all processes that share actix-session's store. However, a concurrent
    /// request may write the old session again afterwards, because actix-session writes the session
    /// as a whole and the last write wins. The process that saw the logout still refuses the login
    /// in it; other processes do not. A [`session_store`](Self::session_store) does not have this
    /// gap, and is required for devices and for a limit of sessions.
    ///
    /// A handler that clears or purges the session itself removes only the login in it. As with
    /// Flask's `session.clear()`, a remember cookie brings the user back with the next request. If
    /// nothing in that request has asked for the user, copies of the session remain valid. To log
    /// out, call [`logout_user`](crate::AuthSession::logout_user).
    ///
    /// Of several cookies with the same name actix-session takes the first, even if an attacker
    /// planted it: give its cookie a name with `__Host-`.
    ///
    /// Sessions in cookies of their own continue: each moves with its next request. As with any use
    /// of actix-session, a handler must not hold its `entries()` while it logs in or out.
    ///
    /// # Examples
    ///
    /// ```
    /// use login::{LoginManager, SecretKey, UserMixin};
    ///
    /// #[derive(Clone, UserMixin)]
    /// struct User { id: i64 }
    ///
    /// let manager = LoginManager::builder(SecretKey::generate()?)
    ///     .user_loader(async |id| Some(User { id }))
    ///     .actix_session()
    ///     .build()?;
    /// // App::new().wrap(manager.clone()).wrap(SessionMiddleware::new(store, key))
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "actix-session")]
    pub fn actix_session(mut self) -> Self {
        self.storage.in_actix_session = true;
        self
    }

    /// Sets how long to wait for one response of the [`session_store`](Self::session_store); 2
    /// seconds by default.
    pub fn session_store_timeout(mut self, timeout: Duration) -> Self {
        self.storage.timeout = Some(timeout);
        self
    }

    /// Sets how many sessions one user may have at a time (ASVS 7.1.2), and what happens when there
    /// is one more: the oldest ends, or the login fails with
    /// [`LoginError::TooManySessions`](crate::LoginError::TooManySessions). By default the limit is
    /// 100 and the oldest ends. That is more than a person needs, and bounds the number of sessions
    /// that a client can create by logging in, or by sending one remember cookie, again and again.
    /// Allow more if many people share an account, or if programs log in with each request and keep
    /// no cookie. Needs a [`session_store`](Self::session_store).
    ///
    /// Restoring a remembered login also creates a session, and so does a sealed cookie from before
    /// the store was introduced. These always end the oldest session, because there is no login
    /// form to show an error. If a restored login's own browser has an earlier session, that one
    /// ends first.
    ///
    /// A session that ends because of the limit ends permanently, together with its remember
    /// cookie, which would otherwise displace another session with its next use. That browser has
    /// to log in again.
    ///
    /// # Examples
    ///
    /// ```
    /// use login::{LoginManager, SecretKey, UserMixin, store::{MemoryStore, WhenFull}};
    ///
    /// #[derive(Clone, UserMixin)]
    /// struct User { id: i64 }
    ///
    /// let manager = LoginManager::builder(SecretKey::generate()?)
    ///     .user_loader(async |id| Some(User { id }))
    ///     .session_store(MemoryStore::new())
    ///     .concurrent_sessions(3, WhenFull::EvictOldest)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// How a login handler deals with a refusal is shown in [`guide::storages`](crate::guide).
    pub fn concurrent_sessions(mut self, most: u32, when_full: WhenFull) -> Self {
        self.storage.session_limit = Some(Limit { most, when_full });
        self
    }

    /// Sets how many remembered logins a user may have in a [`session_store`](Self::session_store),
    /// one per browser; 30 by default. One more ends the oldest, but not its session.
    pub fn remembered_logins(mut self, most: u32) -> Self {
        self.storage.most_remembered = Some(most);
        self
    }

    /// Sets how long a remember cookie is still accepted after it was rotated, in whole seconds; 60
    /// by default. Needs a [`session_store`](Self::session_store), with which every use rotates the
    /// cookie.
    ///
    /// The overlap is needed because a browser sends concurrent requests. If the old cookie is used
    /// after the overlap, although the browser has already sent the new one or the session that was
    /// created with it, the old cookie is a copy. The remembered login then ends with its sessions,
    /// and [`Event::RememberCookieStolen`](crate::Event::RememberCookieStolen) is emitted.
    ///
    /// As long as the browser has sent neither, the response may have been lost, and the old cookie
    /// remains valid. Using it after the overlap rotates it again, and the cookie in the lost
    /// response then counts as a copy. This may happen five times in a row. A thief who uses a
    /// copied cookie before its owner is therefore detected once both continue, and gains at most
    /// six times the overlap by not continuing.
    ///
    /// With 0 seconds a browser that sends two requests at once may be mistaken for a thief.
    pub fn remember_overlap(mut self, overlap: Duration) -> Self {
        self.storage.overlap = Some(overlap);
        self
    }
}
