//! A session during one request: as it arrived, and what has changed.

use std::rc::Rc;

#[cfg(feature = "actix-session")]
use super::host::Hosting;
use super::{
    arrival::{Arrival, OtherLogin, Rules},
    changes::Changes,
    data::Data,
    id::{CredentialRef, Mark, tag},
    record::{Login, Record},
    stored::{STORED_ROOM, SentWith, Stored},
    ticket::Ticket,
};
use crate::{
    clock::Timestamp,
    config::Lifetimes,
    request::Received,
    seal::{CryptoError, Randomness, Sealer},
    store::Key,
};
use actix_web::http::header::HeaderMap;

/// The session of one request.
#[derive(Clone, Debug)]
pub(crate) struct OpenSession {
    pub(super) record: Record,
    /// The browser may have a cookie of the session's name: this request carried one, or the cookie
    /// is limited to a path and may not have been sent.
    may_be_in_browser: bool,
    /// The session has changed, so the cookie must be set or the store written.
    pub(super) changed: bool,
    pub(super) data: Option<Data>,
    /// How many bytes the cookie's value may have, or the record in a store.
    pub(super) room: usize,
    pub(super) others: Vec<OtherLogin>,
    overtaken: Overtaken,
    /// `Some` only if sessions are in a store.
    pub(super) kept: Option<Box<Kept>>,
    /// `Some` only if sessions are in actix-session.
    #[cfg(feature = "actix-session")]
    pub(super) hosting: Option<Hosting>,
}

/// Whether another request of the same browser has renewed or ended the session meanwhile.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Overtaken {
    No,
    /// Only a login or logout of this request may replace the result.
    Yes,
    /// What this request stores counts. If it stores nothing, the browser keeps the cookie of the
    /// other request.
    Reopened,
}

/// What is needed to keep a session in a store.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// The session as it was loaded or last written. `None` before it is first written.
    pub(super) stored: Option<Rc<Stored>>,
    /// The use of the session is to be written to the store, even if nothing else has changed.
    pub(super) touched: bool,
    /// What this request has changed since then, to be merged if another request changes the
    /// session too.
    pub(super) changes: Changes,
    /// For a restored login: the remember cookie that is sent in the same response.
    pub(super) sent_with: Option<SentWith>,
    /// Keys of further sessions that logging out ends, such as successors.
    pub(super) successors: Vec<Key>,
    pub(super) lost: Vec<CredentialRef>,
    /// The cookie is to be sealed again, if the session still exists.
    pub(super) is_outdated: bool,
    /// The ticket of an imported login, until the session is first written.
    pub(super) adopted: Option<Ticket>,
    /// The change to the cookie that is already decided.
    pub(super) cookie: CookieChange,
}

/// What the response tells the browser about the session cookie.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum CookieChange {
    #[default]
    Keep,
    Set(String),
    Remove,
}

impl OpenSession {
    /// Opens the session that the request carries, or an empty one. A cookie that is damaged,
    /// foreign, timed out or ended counts as none, and is removed unless the request was overtaken.
    pub(crate) fn of_request(headers: &HeaderMap, rules: &Rules<'_>, now: Timestamp) -> Self {
        let Arrival {
            received,
            is_outdated,
            others,
            overtaken,
            #[cfg(feature = "actix-session")]
            has_lost,
            #[cfg(feature = "actix-session")]
            leaves_cookie,
            ..
        } = rules.read(headers, now);
        let may_be_in_browser = received != Received::Nothing || rules.spec.path != "/";
        let kept = rules.loaded.map(|loaded| {
            let stored = match &received {
                Received::One(record) => loaded.session(record).cloned(),
                _ => None,
            };
            let is_outdated = is_outdated || loaded.is_upgraded;
            Kept {
                sent_with: stored.as_ref().and_then(|stored| stored.sent_with),
                stored,
                is_outdated,
                // Written as a use, which shows whether the session still exists: a late request
                // must not take a newer cookie from the browser.
                touched: is_outdated,
                successors: loaded.successors.clone(),
                lost: loaded.lost.clone(),
                ..Kept::default()
            }
        });
        let (record, changed) = match received {
            Received::One(record) => (record, is_outdated && kept.is_none()),
            Received::Nothing => (Record::new(now), false),
            Received::Unusable => (Record::new(now), true),
        };
        Self {
            record,
            may_be_in_browser,
            changed,
            data: None,
            room: if kept.is_some() {
                STORED_ROOM
            } else {
                rules.spec.room_for_value()
            },
            others,
            overtaken: if overtaken {
                Overtaken::Yes
            } else {
                Overtaken::No
            },
            kept: kept.map(Box::new),
            #[cfg(feature = "actix-session")]
            hosting: Hosting::of(rules, has_lost, leaves_cookie),
        }
    }

    /// Restarts the idle timeout, but not with every request: a cookie costs bytes and keeps the
    /// response out of every cache.
    pub(crate) fn touch(&mut self, lifetimes: &Lifetimes, now: Timestamp) {
        let interval = self.record.idle_timeout(lifetimes) / 20;
        if now.since(self.record.seen) > interval {
            self.record.seen = now;
            match &mut self.kept {
                Some(kept) => kept.touched = true,
                None => self.changed = true,
            }
        }
    }

    pub(crate) fn login(&self) -> Option<&Login> {
        self.record.login.as_ref()
    }

    /// Returns the name of the session for logs, `None` if it has no id yet.
    pub(crate) fn tag(&self) -> Option<String> {
        self.record.id.as_ref().map(tag)
    }

    /// Notes that the response with a restored login carries this remember cookie as well.
    pub(crate) fn send_with(&mut self, cookie: SentWith) {
        if let Some(kept) = &mut self.kept {
            kept.sent_with = Some(cookie);
        }
    }

    pub(crate) fn is_overtaken(&self) -> bool {
        self.overtaken == Overtaken::Yes
    }

    /// Leaves the session as another request has made it.
    pub(crate) fn give_way(&mut self) {
        self.overtaken = Overtaken::Yes;
        if let Some(kept) = &mut self.kept
            && matches!(kept.cookie, CookieChange::Set(_))
        {
            // It belongs to a session that another request has ended meanwhile.
            kept.cookie = CookieChange::Keep;
        }
    }

    /// Lets what this request stores from now on count, although the request was overtaken.
    /// Otherwise it would be lost without an error.
    pub(crate) fn reopen(&mut self) {
        if self.is_overtaken() {
            self.overtaken = Overtaken::Reopened;
        }
    }

    /// Lets the login or logout of this request count, although the request was overtaken.
    pub(crate) fn insist(&mut self) {
        self.overtaken = Overtaken::No;
        #[cfg(feature = "actix-session")]
        if let Some(hosting) = &mut self.hosting {
            hosting.insists = true;
        }
    }

    /// Makes the login not fresh, after it was used by another client.
    pub(crate) fn make_stale(&mut self) {
        if let Some(login) = &mut self.record.login
            && login.fresh_at.take().is_some()
        {
            self.changed = true;
            if let Some(kept) = &mut self.kept {
                kept.changes.make_stale();
            }
        }
    }

    /// Ties the login to the user again, after the application's secret has changed. The change may
    /// be lost if another request changes the session concurrently. The next request then repeats
    /// it.
    pub(crate) fn renew_auth_hash(&mut self, auth_hash: [u8; 32]) {
        if let Some(login) = &mut self.record.login {
            login.auth_hash = Some(auth_hash);
            self.changed = true;
        }
    }

    /// Sets the login directly, without renewing or ending anything.
    #[cfg(feature = "testing")]
    pub(crate) fn plant(&mut self, login: Option<Login>) {
        self.record.login = login;
        self.changed = true;
    }

    pub(crate) fn is_permanent(&self) -> bool {
        self.record.permanent
    }

    /// Returns when the browser is to delete the cookie of a permanent session.
    pub(crate) fn cookie_expires(&self, lifetimes: &Lifetimes, now: Timestamp) -> Timestamp {
        let unused = now.plus(lifetimes.permanent_session);
        unused.min(self.record.ends(lifetimes))
    }

    /// Returns the mark by which the session is ended, `None` if it has no id.
    pub(crate) fn mark(&self, lifetimes: &Lifetimes, now: Timestamp) -> Option<Mark> {
        self.record.mark(lifetimes, now)
    }

    /// Returns whether the browser may have the cookie of another request by now. With actix-session,
    /// that is its cookie, and what this request has found in its session is useless.
    fn leaves_newer_cookie(&self) -> bool {
        #[cfg(feature = "actix-session")]
        if self.hosting.is_some() {
            return false;
        }
        self.overtaken == Overtaken::Reopened
    }

    /// Returns the change to the cookie. Called once, at the end of the request.
    pub(crate) fn cookie_change(
        &mut self,
        sealer: &Sealer,
        randomness: Randomness,
    ) -> Result<CookieChange, CryptoError> {
        if let Some(kept) = &mut self.kept
            && kept.cookie != CookieChange::Keep
        {
            return Ok(std::mem::take(&mut kept.cookie));
        }
        if !self.changed || self.is_overtaken() {
            return Ok(CookieChange::Keep);
        }
        if !self.record.is_empty() {
            // A session that the store failed to keep is not put into a cookie instead.
            return match &self.kept {
                Some(_) => Ok(CookieChange::Keep),
                None => Ok(CookieChange::Set(self.record.seal(sealer, randomness)?)),
            };
        }
        Ok(if self.may_be_in_browser && !self.leaves_newer_cookie() {
            CookieChange::Remove
        } else {
            CookieChange::Keep
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::CookieConfig, seal::KeyRing, secret::SecretKey, session::RevocationList};

    #[test]
    fn d3_a_session_without_a_login_has_nothing_to_end() {
        let spec = CookieConfig::new().resolve("session", false).unwrap();
        let secret = SecretKey::generate().unwrap();
        let keys = KeyRing::derive([&secret].into_iter(), "", ["session", "remember"]).unwrap();
        let (lifetimes, ended) = (Lifetimes::default(), RevocationList::with_capacity(9));
        let rules = Rules {
            spec: &spec,
            sealer: &keys.session,
            lifetimes: &lifetimes,
            ended_sessions: &ended,
            ended_credentials: &ended,
            loaded: None,
            #[cfg(feature = "actix-session")]
            hosted: None,
        };
        let now = Timestamp(5000);
        let mut record = Record::new(now);
        record.data = "{\"key\":1}".to_owned();
        let token = record.seal(&keys.session, Randomness::SYSTEM).unwrap();
        let mut headers = HeaderMap::new();
        let cookie = format!("{}={token}", spec.name).parse().unwrap();
        headers.insert(actix_web::http::header::COOKIE, cookie);

        let mut session = OpenSession::of_request(&headers, &rules, now);
        assert_eq!(session.keys(), ["key"]);
        assert_eq!(session.log_out(false, &lifetimes, now), Vec::new());
    }
}
