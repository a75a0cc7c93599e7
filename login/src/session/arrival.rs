//! Opens and judges the session cookies of a request.

use std::rc::Rc;

use actix_web::http::header::HeaderMap;
use smol_str::SmolStr;

#[cfg(feature = "actix-session")]
use super::host::Host;
use super::{
    id::{CredentialRef, Mark},
    record::Record,
    revocation::{Fate, RevocationList},
    stored::Stored,
    ticket::Ticket,
};
use crate::{
    clock::Timestamp,
    config::{CookieSpec, Lifetimes},
    request::{CookieValues, Received, receive},
    seal::{Age, Sealer},
    store::Key,
};

/// What is needed to open and judge sessions.
pub(crate) struct Rules<'a> {
    pub(crate) spec: &'a CookieSpec,
    pub(crate) sealer: &'a Sealer,
    pub(crate) lifetimes: &'a Lifetimes,
    pub(crate) ended_sessions: &'a RevocationList,
    pub(crate) ended_credentials: &'a RevocationList,
    /// What the store has of the sessions. `None` if sessions are not in a store.
    pub(crate) loaded: Option<&'a Loaded<'a>>,
    /// `Some` only if sessions are in actix-session.
    #[cfg(feature = "actix-session")]
    pub(crate) hosted: Option<Hosted<'a>>,
}

/// Sessions in actix-session. They are sealed with a key of their own, so that a value that is read
/// there does not open as a cookie.
#[cfg(feature = "actix-session")]
#[derive(Clone)]
pub(crate) struct Hosted<'a> {
    pub(crate) host: Host,
    pub(crate) sealer: &'a Sealer,
    /// The application's values there outlive a login.
    pub(crate) keep_data: bool,
}

/// What the store has of the sessions to which the cookies of a request lead.
#[derive(Debug, Default)]
pub(crate) struct Loaded<'a> {
    /// All cookie values, including those that lead to no session.
    pub(crate) cookies: CookieValues<'a>,
    /// The sessions, each with the cookie value that leads to it.
    pub(crate) sessions: Vec<(&'a [u8], Rc<Stored>)>,
    /// Another request has renewed or ended one of the sessions meanwhile.
    pub(crate) overtaken: bool,
    /// Keys of further sessions that logging out ends, such as successors.
    pub(crate) successors: Vec<Key>,
    /// Remember credentials of sessions that are no longer known, which logging out ends too.
    pub(crate) lost: Vec<CredentialRef>,
    /// The session came with a cookie from before the store, which is to be replaced.
    pub(crate) is_upgraded: bool,
}

impl<'a> Loaded<'a> {
    /// Starts with the cookies of a request, before the store is asked.
    pub(crate) fn of(cookies: CookieValues<'a>) -> Self {
        Self {
            cookies,
            ..Self::default()
        }
    }

    /// Describes sessions for which the store was not asked. They count as overtaken.
    pub(crate) fn unknown() -> Self {
        Self {
            overtaken: true,
            ..Self::default()
        }
    }

    /// Notes that another request has renewed or ended a session, and the key at which it may have
    /// continued.
    pub(crate) fn overtake(&mut self, successor: Option<Key>) {
        self.overtaken = true;
        self.successors.extend(successor);
    }

    pub(super) fn session(&self, record: &Record) -> Option<&Rc<Stored>> {
        let mut sessions = self.sessions.iter().map(|(_, stored)| stored);
        // Compared as a whole, since there may also be a copy of the session that has timed out.
        sessions.find(|stored| stored.record == *record)
    }
}

/// The content of one session cookie.
pub(crate) enum Carried {
    Record(Box<Record>),
    Ticket(Ticket, Option<CredentialRef>),
}

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Stands,
    Ended,
    Replaced,
    TimedOut,
}

impl Rules<'_> {
    pub(crate) fn open(&self, token: &[u8]) -> Option<Carried> {
        self.sealer
            .open(token, |plaintext| match Ticket::parse(plaintext) {
                Some((ticket, credential)) => Some(Carried::Ticket(ticket, credential)),
                None => Record::parse(plaintext).map(|record| Carried::Record(Box::new(record))),
            })
    }

    /// Returns the record that a cookie holds or leads to.
    fn record(&self, sealer: &Sealer, token: &[u8]) -> Option<Record> {
        if let Some(loaded) = self.loaded {
            // The cookie was opened already when the session was loaded.
            let mut sessions = loaded.sessions.iter();
            let (_, stored) = sessions.find(|(cookie, _)| *cookie == token)?;
            return Some(stored.record.clone());
        }
        // A ticket does not parse as a record, since its first byte differs.
        sealer.open(token, Record::parse)
    }

    fn judge(&self, record: &Record, now: Timestamp) -> Verdict {
        let Some(id) = record.id else {
            return Verdict::Ended;
        };
        if self.loaded.is_some() {
            // A session that has ended is not in the store.
            return self.judge_by_time(record, now);
        }
        match self.ended_sessions.last_fate(&id, record.created) {
            Some(Fate::Ended) => return Verdict::Ended,
            Some(Fate::Replaced(_)) => return Verdict::Replaced,
            None => {}
        }
        let credential = record.credential();
        if credential.is_some_and(|own| self.ended_credentials.has_ended(own)) {
            return Verdict::Ended;
        }
        self.judge_by_time(record, now)
    }

    fn judge_by_time(&self, record: &Record, now: Timestamp) -> Verdict {
        if record.is_alive(self.lifetimes, now) {
            Verdict::Stands
        } else {
            Verdict::TimedOut
        }
    }

    /// Reads the session cookies of a request, judges each, and collects what logging out would
    /// have to end with them.
    pub(super) fn read(&self, headers: &HeaderMap, now: Timestamp) -> Arrival {
        #[cfg(feature = "actix-session")]
        if let Some(hosted) = &self.hosted {
            return self.read_hosted(hosted, headers, now);
        }
        self.read_cookies(headers, now)
    }

    fn read_cookies(&self, headers: &HeaderMap, now: Timestamp) -> Arrival {
        self.sort(self.sealer, now, |look| match self.loaded {
            Some(loaded) => loaded.cookies.open(look),
            None => receive(headers, self.spec, look),
        })
    }

    /// Reads the session in actix-session. A session cookie from before actix-session was used
    /// counts only if there is no value. Otherwise its login is ended with the session.
    #[cfg(feature = "actix-session")]
    fn read_hosted(&self, hosted: &Hosted<'_>, headers: &HeaderMap, now: Timestamp) -> Arrival {
        let mut in_cookies = self.read_cookies(headers, now);
        let leaves_cookie = matches!(in_cookies.received, Received::One(_));
        let Some(token) = hosted.host.token() else {
            return Arrival {
                is_outdated: in_cookies.is_outdated || leaves_cookie,
                leaves_cookie,
                ..in_cookies
            };
        };
        let mut arrival = self.sort(hosted.sealer, now, |look| {
            look(token.as_bytes()).map_or(Received::Unusable, Received::One)
        });
        arrival.others.append(&mut in_cookies.others);
        if let Received::One(beside) = &in_cookies.received {
            arrival.others.extend(self.other(beside, now));
        }
        let is_unusable = arrival.received == Received::Unusable;
        arrival.has_lost = is_unusable && !arrival.overtaken && !arrival.was_visitors;
        arrival.leaves_cookie = leaves_cookie;
        arrival
    }

    /// Opens each token of a request, and sorts the sessions by their verdicts.
    fn sort(
        &self,
        sealer: &Sealer,
        now: Timestamp,
        each: impl FnOnce(&mut dyn FnMut(&[u8]) -> Option<()>) -> Received<()>,
    ) -> Arrival {
        let mut standing = None;
        let mut rest = Vec::new();
        let mut age = Age::Current;
        let received = each(&mut |token| {
            let record = self.record(sealer, token)?;
            match self.judge(&record, now) {
                Verdict::Stands => {
                    if let Some(copy) = &mut standing
                        && record.is_copy_of(copy)
                    {
                        if record.seen > copy.seen {
                            age = sealer.age(token);
                            *copy = record;
                        }
                        return None;
                    }
                    age = sealer.age(token);
                    // If two different sessions stand, neither counts.
                    let before = standing.replace(record);
                    rest.extend(before.map(|record| (record, Verdict::Stands)));
                    Some(())
                }
                verdict => {
                    rest.push((record, verdict));
                    None
                }
            }
        });
        let received = match (received, standing) {
            (Received::Nothing, _) => Received::Nothing,
            (Received::One(()), Some(record)) => Received::One(record),
            (_, standing) => {
                rest.extend(standing.map(|record| (record, Verdict::Stands)));
                Received::Unusable
            }
        };
        #[cfg(feature = "actix-session")]
        let was_visitors =
            !rest.is_empty() && rest.iter().all(|(record, _)| record.login.is_none());
        let mut others = Vec::new();
        let mut overtaken = self.loaded.is_some_and(|loaded| loaded.overtaken);
        for (record, verdict) in rest {
            overtaken |= verdict == Verdict::Replaced;
            if matches!(&received, Received::One(taken) if taken.id == record.id) {
                continue;
            }
            let Some(other) = self.other(&record, now) else {
                continue;
            };
            if verdict == Verdict::TimedOut && self.loaded.is_none() {
                // Another client may keep a copy alive by using it.
                self.ended_sessions.add(other.mark, Fate::Ended, now);
            }
            others.push(other);
        }
        Arrival {
            is_outdated: age == Age::Outdated,
            others,
            // A session that stands next to a renewed one counts: it usually is the successor.
            overtaken: overtaken && !matches!(received, Received::One(_)),
            received,
            #[cfg(feature = "actix-session")]
            was_visitors,
            #[cfg(feature = "actix-session")]
            has_lost: false,
            #[cfg(feature = "actix-session")]
            leaves_cookie: false,
        }
    }

    /// Describes the login of a session that does not count, `None` if it has no login.
    fn other(&self, record: &Record, now: Timestamp) -> Option<OtherLogin> {
        let login = record.login.as_ref()?;
        let stored = self.loaded.and_then(|loaded| loaded.session(record));
        Some(OtherLogin {
            mark: record.mark(self.lifetimes, now)?,
            user_id: login.user_id.clone(),
            credential: login.credential,
            stored: stored.cloned(),
        })
    }
}

/// A login in the cookies of a request, valid or not, other than the one that counts. Logging out
/// ends it as well.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OtherLogin {
    pub(crate) mark: Mark,
    pub(crate) user_id: SmolStr,
    pub(crate) credential: Option<CredentialRef>,
    pub(crate) stored: Option<Rc<Stored>>,
}

/// The sessions that came with a request.
#[cfg_attr(feature = "actix-session", allow(clippy::struct_excessive_bools))] // Each is a fact.
pub(super) struct Arrival {
    pub(super) received: Received<Record>,
    /// The session that counts is to be sealed again, under the secret in use or into
    /// actix-session.
    pub(super) is_outdated: bool,
    pub(super) others: Vec<OtherLogin>,
    /// Another request of the same browser has renewed or ended the session meanwhile.
    pub(super) overtaken: bool,
    /// The sessions that do not count could be read, and none of them had a login.
    #[cfg(feature = "actix-session")]
    pub(super) was_visitors: bool,
    /// The value in actix-session does not count: it cannot be read, or its login has ended or
    /// timed out.
    #[cfg(feature = "actix-session")]
    pub(super) has_lost: bool,
    /// The request carries a session cookie of ours, although sessions are in actix-session.
    #[cfg(feature = "actix-session")]
    pub(super) leaves_cookie: bool,
}
