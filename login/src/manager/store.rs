//! Settings of sessions in a store.

use std::time::Duration;

use super::LoginManagerBuilder;
use crate::{
    config::Lifetimes,
    error::BuildError,
    settings::{Storage, Turns},
    store::{DynStore, Limit, SessionStore, WhenFull},
};

/// As given; what was not has its default.
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
    /// Whether what this manager knows of sessions no other does.
    pub(super) fn is_alone(&self) -> bool {
        self.store.as_ref().is_none_or(DynStore::is_alone)
    }

    /// What they come to; nothing if sessions are in the cookie.
    pub(super) fn resolve(
        self,
        lifetimes: Lifetimes,
        sliding: bool,
    ) -> Result<Option<Storage>, BuildError> {
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
            sliding,
            making_room: Turns::default(),
            renewing: Turns::default(),
        }))
    }
}

impl LoginManagerBuilder {
    /// Keeps sessions in `store` instead of in the cookie, which then holds 256 random bits,
    /// sealed, of which the store knows only a hash.
    ///
    /// A logout, everywhere or here, is then known to all processes that share the store, and
    /// outlives a restart; users see and end their other sessions; more fits into a session
    /// (32 KiB). Each request that asks for the login asks the store once, and a session that
    /// is in use is written at most 20 times in its idle timeout. A request that asks for
    /// nothing does not reach the store.
    ///
    /// Sessions that came in sealed cookies go on: each is put into the store with its next
    /// request.
    ///
    /// When the store cannot be asked, or answers after the
    /// [timeout](Self::session_store_timeout), what needs the login answers 503 and the
    /// cookies are left alone (ASVS 16.5.3); pages that ask for nothing go on working.
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
    /// In a SQL database, which wants its tables made and what has expired removed:
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
        self.store.store = Some(DynStore::new(store));
        self
    }

    /// Keeps sessions in the application's own session of actix-session 0.11, sealed, as the value
    /// that is named as the [`session_cookie`](Self::session_cookie) would be: one cookie for both, and
    /// where that session is, in a cookie or a store, this one is. Feature `actix-session`.
    ///
    /// `SessionMiddleware` must be the outer one: wrap it after the manager. Otherwise logins are
    /// not kept, and the log says so. A login, a logout and a confirmation make actix-session renew
    /// its key, and whatever ends a login, timeouts and another user's login included, also
    /// clears what the application keeps there, another manager's login among it, unless
    /// [`keep_session_data`](Self::keep_session_data) says otherwise (ASVS 14.3.1). How long
    /// the cookie lasts and what attributes it has is actix-session's to say; timeouts, freshness
    /// and session protection are as everywhere. The remember cookie stays one of its own.
    ///
    /// A logout is known to all processes that share actix-session's store. A request on its way
    /// may write the old session once more after that, since actix-session keeps all or nothing and
    /// the last word counts; the process that saw the logout still refuses the login in it, others do
    /// not. A [`session_store`](Self::session_store) has no such gap, and is what devices and a limit
    /// of sessions need.
    ///
    /// A handler that empties or purges the session itself takes the login out of it, and no more: as
    /// with Flask's `session.clear()`, a remember cookie brings the user back with the next request, and
    /// if nothing has asked for the user in that request, a copy of the session stays a login. To log
    /// out, call [`logout_user`](crate::AuthSession::logout_user).
    ///
    /// Of several cookies of one name actix-session takes the first, whoever planted it: give its cookie
    /// a name with `__Host-`.
    ///
    /// Sessions that came in cookies of their own go on: each moves with its next request. As with any
    /// use of actix-session, a handler must not hold its `entries()` while it logs in or out.
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
        self.store.in_actix_session = true;
        self
    }

    /// How long to wait for one answer of the [`session_store`](Self::session_store); 2 seconds by
    /// default.
    pub fn session_store_timeout(mut self, timeout: Duration) -> Self {
        self.store.timeout = Some(timeout);
        self
    }

    /// How many sessions one user may have at a time (ASVS 7.1.2), and what happens to one
    /// more: the oldest ends, or the login fails with
    /// [`LoginError::TooManySessions`](crate::LoginError::TooManySessions). 100 by default, of which
    /// the oldest ends: more than a person has, and an end to what somebody makes by sending one
    /// remember cookie again and again, or by logging in. Where many share an account, or programs
    /// log in with each request and keep no cookie, allow more. Needs a
    /// [`session_store`](Self::session_store).
    ///
    /// Restoring a remembered login makes a session as well, and so does a sealed cookie from
    /// before there was a store; they end the oldest in either case: nobody is there to be told.
    /// Of a restored login's own browser an earlier session goes first.
    ///
    /// A session that ends for want of a place ends for good, and with its remember cookie, which
    /// would otherwise take the place of another with its next use: that browser has to log in
    /// again.
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
    /// What a login handler does with a refusal is shown in
    /// [`guide::storages`](crate::guide).
    pub fn concurrent_sessions(mut self, most: u32, when_full: WhenFull) -> Self {
        self.store.session_limit = Some(Limit { most, when_full });
        self
    }

    /// How many remembered logins a user may have in a [`session_store`](Self::session_store),
    /// one for each browser; 30 by default. One more ends the oldest, though not its session.
    pub fn remembered_logins(mut self, most: u32) -> Self {
        self.store.most_remembered = Some(most);
        self
    }

    /// How long a remember cookie counts after its use has made the next one, in whole
    /// seconds; 60 by default. Needs a [`session_store`](Self::session_store), where every
    /// use makes another.
    ///
    /// Requests that a browser sends side by side need it. A cookie that comes later, although
    /// the next one or the session that was made with it has come back, is a copy: the remembered
    /// login ends then, with its sessions, and
    /// [`Event::RememberCookieStolen`](crate::Event::RememberCookieStolen) is told.
    ///
    /// As long as neither has come back, the answer may have got lost, and the cookie goes on
    /// counting: used after this time it makes another next one, and what was sent before for it
    /// counts as a copy. That may happen five times in a row. Whoever has copied a cookie and
    /// uses it before its owner does is therefore found out when both have gone on, and by never
    /// going on gains six times this span at the most.
    ///
    /// With 0 seconds a browser that sends two requests at once may be taken for two.
    pub fn remember_overlap(mut self, overlap: Duration) -> Self {
        self.store.overlap = Some(overlap);
        self
    }
}
