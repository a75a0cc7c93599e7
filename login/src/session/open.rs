//! A session during one request: as it came, and what has changed.

use actix_web::http::header::HeaderMap;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    data::Data,
    flash::{FLASHES, Flash, MOST_FLASHES},
    record::{Id, Login, Record},
    revocation::RevocationList,
};
use crate::{
    clock::Timestamp,
    config::{CookieSpec, Lifetimes},
    error::SessionError,
    request::{Received, receive},
    seal::{CryptoError, Randomness, Sealer},
};

/// The session of one request.
#[derive(Debug)]
pub(crate) struct OpenSession {
    record: Record,
    /// The request carried a cookie of the session's name.
    came_with_cookie: bool,
    /// The browser must be told.
    changed: bool,
    data: Option<Data>,
    /// How long the cookie's value may be.
    room: usize,
}

/// A change would not have fitted into the cookie, and was not made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TooLarge {
    pub(crate) bytes: usize,
    pub(crate) limit: usize,
}

/// What the browser is to be told about the session.
#[derive(Debug, PartialEq)]
pub(crate) enum CookieChange {
    Keep,
    Set(String),
    Remove,
}

impl OpenSession {
    /// Takes the session that the request carries, or an empty one: whatever is damaged,
    /// foreign, timed out or revoked counts as none and will be removed.
    pub(crate) fn of_request(
        headers: &HeaderMap,
        spec: &CookieSpec,
        sealer: &Sealer,
        revoked: &RevocationList,
        lifetimes: &Lifetimes,
        now: Timestamp,
    ) -> Self {
        let received = receive(headers, &spec.name, |value| {
            let record = Record::open(sealer, value)?;
            let usable = record.is_alive(lifetimes, now)
                && record.id.is_some_and(|id| !revoked.contains(&id));
            usable.then_some(record)
        });
        let came_with_cookie = received != Received::Nothing;
        let (record, changed) = match received {
            Received::One(record) => (record, false),
            Received::Nothing => (Record::new(now), false),
            Received::Unusable => (Record::new(now), true),
        };
        let mut session = Self {
            record,
            came_with_cookie,
            changed,
            data: None,
            room: spec.room_for_value(),
        };
        session.touch(lifetimes, now);
        session
    }

    /// Moves the idle timeout, though not with every request: a cookie costs bytes and
    /// keeps the answer from every cache.
    fn touch(&mut self, lifetimes: &Lifetimes, now: Timestamp) {
        let interval = self.record.idle_timeout(lifetimes) / 20;
        if now.since(self.record.seen) > interval {
            self.record.seen = now;
            self.changed = true;
        }
    }

    pub(crate) fn login(&self) -> Option<&Login> {
        self.record.login.as_ref()
    }

    /// Logs in under a new id, so that nobody who knew the old one is logged in with it
    /// (ASVS 7.2.4), and starts both timeouts. Application data stays, unless it was
    /// another user's and is not to be kept. Answers the id that ended, for revocation.
    pub(crate) fn log_in(
        &mut self,
        login: Login,
        keep_data: bool,
        now: Timestamp,
    ) -> Result<Option<Id>, TooLarge> {
        let of_another = self.login().is_some_and(|old| old.user_id != login.user_id);
        let mut record = self.successor(keep_data || !of_another, now);
        record.login = Some(login);
        self.check_room(&record)?;
        Ok(self.replace(record))
    }

    /// Ends the login and drops all data (ASVS 14.3.1) that is not to be kept. Answers the
    /// id that ended.
    pub(crate) fn log_out(&mut self, keep_data: bool, now: Timestamp) -> Option<Id> {
        let record = self.successor(keep_data, now);
        self.replace(record)
    }

    /// An empty record under another id, with or without the application's values.
    fn successor(&self, with_data: bool, now: Timestamp) -> Record {
        let mut record = Record::new(now);
        if with_data {
            record.permanent = self.record.permanent;
            record.data.clone_from(&self.record.data);
        }
        record
    }

    fn replace(&mut self, record: Record) -> Option<Id> {
        self.data = None;
        self.changed = true;
        std::mem::replace(&mut self.record, record).id
    }

    /// Takes the login's freshness, after it was seen in other hands.
    pub(crate) fn make_stale(&mut self) {
        if let Some(login) = &mut self.record.login
            && login.fresh_at.take().is_some()
        {
            self.changed = true;
        }
    }

    /// Puts the login as it is, behind everybody's back.
    #[cfg(feature = "testing")]
    pub(crate) fn plant(&mut self, login: Option<Login>) {
        self.record.login = login;
        self.changed = true;
    }

    pub(crate) fn is_permanent(&self) -> bool {
        self.record.permanent
    }

    /// Makes the session outlive the browser, or not.
    pub(crate) fn set_permanent(&mut self, permanent: bool) {
        self.changed |= self.record.permanent != permanent;
        self.record.permanent = permanent;
    }

    /// When the session that the request brought would have ended at the latest.
    pub(crate) fn ends(&self, lifetimes: &Lifetimes) -> Timestamp {
        self.record.ends(lifetimes)
    }

    pub(crate) fn get<T: DeserializeOwned>(
        &mut self,
        key: &str,
    ) -> Result<Option<T>, SessionError> {
        self.data().get(key)
    }

    pub(crate) fn keys(&mut self) -> Vec<String> {
        self.data().keys()
    }

    pub(crate) fn insert(&mut self, key: &str, value: &impl Serialize) -> Result<(), SessionError> {
        self.change(|data| data.insert(key, value))
    }

    pub(crate) fn remove(&mut self, key: &str) -> bool {
        if !self.data().remove(key) {
            return false;
        }
        self.record.data = self.data().to_text();
        self.changed = true;
        true
    }

    /// Adds a message for the next page that shows messages; the oldest give way.
    pub(crate) fn flash(&mut self, flash: Flash) -> Result<(), SessionError> {
        let mut flashes: Vec<Flash> = self.get(FLASHES).ok().flatten().unwrap_or_default();
        flashes.push(flash);
        let surplus = flashes.len().saturating_sub(MOST_FLASHES);
        flashes.drain(..surplus);
        self.insert(FLASHES, &flashes)
    }

    /// The messages, which are then gone.
    pub(crate) fn take_flashes(&mut self) -> Vec<Flash> {
        let flashes = self.get(FLASHES).ok().flatten().unwrap_or_default();
        self.remove(FLASHES);
        flashes
    }

    pub(crate) fn clear(&mut self) {
        if !self.record.data.is_empty() {
            self.record.data.clear();
            self.data = None;
            self.changed = true;
        }
    }

    fn data(&mut self) -> &mut Data {
        let text = &self.record.data;
        self.data.get_or_insert_with(|| Data::parse(text))
    }

    /// Changes the data, or leaves all as it was.
    fn change(
        &mut self,
        change: impl FnOnce(&mut Data) -> Result<(), SessionError>,
    ) -> Result<(), SessionError> {
        let before = self.record.data.clone();
        let result = change(self.data());
        self.record.data = self.data().to_text();
        let result = result.and_then(|()| self.check_room(&self.record).map_err(Into::into));
        if result.is_err() {
            self.record.data = before;
            self.data = None;
        } else if self.record.data != before {
            self.changed = true;
        }
        result
    }

    fn check_room(&self, record: &Record) -> Result<(), TooLarge> {
        // A record that was never sealed gets its id later; it needs room for it as well.
        let placeholder = Record {
            id: Some(record.id.unwrap_or_default()),
            ..record.clone()
        };
        let bytes = placeholder.token_len();
        if bytes > self.room {
            return Err(TooLarge {
                bytes,
                limit: self.room,
            });
        }
        Ok(())
    }

    /// What the browser is told, once, at the end of the request.
    pub(crate) fn cookie_change(
        &mut self,
        sealer: &Sealer,
        randomness: Randomness,
    ) -> Result<CookieChange, CryptoError> {
        if !self.changed {
            return Ok(CookieChange::Keep);
        }
        if !self.record.is_empty() {
            return Ok(CookieChange::Set(self.record.seal(sealer, randomness)?));
        }
        Ok(if self.came_with_cookie {
            CookieChange::Remove
        } else {
            CookieChange::Keep
        })
    }
}

impl From<TooLarge> for SessionError {
    fn from(TooLarge { bytes, limit }: TooLarge) -> Self {
        Self::TooLarge { bytes, limit }
    }
}
