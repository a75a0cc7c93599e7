//! The session cookies of a request, opened and judged.

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

/// By what a session is judged.
pub(crate) struct Rules<'a> {
    pub(crate) spec: &'a CookieSpec,
    pub(crate) sealer: &'a Sealer,
    pub(crate) lifetimes: &'a Lifetimes,
    pub(crate) ended_sessions: &'a RevocationList,
    pub(crate) ended_credentials: &'a RevocationList,
    /// What a store has of the sessions; nothing if they are in the cookies.
    pub(crate) loaded: Option<&'a Loaded<'a>>,
    /// Where they are, if neither in a store nor in the cookies.
    #[cfg(feature = "actix-session")]
    pub(crate) hosted: Option<Hosted<'a>>,
}

/// Sessions in actix-session, under a seal of their own: what somebody reads there opens nothing
/// as a cookie.
#[cfg(feature = "actix-session")]
#[derive(Clone)]
pub(crate) struct Hosted<'a> {
    pub(crate) host: Host,
    pub(crate) sealer: &'a Sealer,
    /// What the application keeps there outlives a login.
    pub(crate) keep_data: bool,
}

/// What a store has of the sessions that a request's cookies lead to.
#[derive(Debug, Default)]
pub(crate) struct Loaded<'a> {
    /// All of them, also those that lead to nothing.
    pub(crate) cookies: CookieValues<'a>,
    /// Each under the cookie's value that leads to it.
    pub(crate) sessions: Vec<(&'a [u8], Rc<Stored>)>,
    /// One of them went on under another ticket.
    pub(crate) overtaken: bool,
    /// What logging out ends as well: where sessions went on,
    pub(crate) successors: Vec<Key>,
    /// and the remember credentials of those of which nothing is known any more.
    pub(crate) lost: Vec<CredentialRef>,
    /// The session came with a cookie of before the store, and is to have another.
    pub(crate) is_upgraded: bool,
}

impl<'a> Loaded<'a> {
    /// The store is yet to be asked.
    pub(crate) fn of(cookies: CookieValues<'a>) -> Self {
        Self {
            cookies,
            ..Self::default()
        }
    }

    /// The store was not asked.
    pub(crate) fn unknown() -> Self {
        Self {
            overtaken: true,
            ..Self::default()
        }
    }

    /// One of them went on, perhaps there.
    pub(crate) fn overtake(&mut self, successor: Option<Key>) {
        self.overtaken = true;
        self.successors.extend(successor);
    }

    pub(super) fn session(&self, record: &Record) -> Option<&Rc<Stored>> {
        let mut sessions = self.sessions.iter().map(|(_, stored)| stored);
        // Of one session there may be a copy that has timed out.
        sessions.find(|stored| stored.record == *record)
    }
}

/// What one session cookie holds.
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
    /// What a session cookie holds.
    pub(crate) fn open(&self, token: &[u8]) -> Option<Carried> {
        self.sealer
            .open(token, |plaintext| match Ticket::parse(plaintext) {
                Some((ticket, credential)) => Some(Carried::Ticket(ticket, credential)),
                None => Record::parse(plaintext).map(|record| Carried::Record(Box::new(record))),
            })
    }

    /// The record that a cookie holds or leads to.
    fn record(&self, sealer: &Sealer, token: &[u8]) -> Option<Record> {
        if let Some(loaded) = self.loaded {
            // Opened before, by those who have asked the store.
            let mut sessions = loaded.sessions.iter();
            let (_, stored) = sessions.find(|(cookie, _)| *cookie == token)?;
            return Some(stored.record.clone());
        }
        // A ticket does not begin as a record.
        sealer.open(token, Record::parse)
    }

    fn judge(&self, record: &Record, now: Timestamp) -> Verdict {
        let Some(id) = record.id else {
            return Verdict::Ended;
        };
        if self.loaded.is_some() {
            // A store knows what ended: it is not there.
            return self.judge_by_time(record, now);
        }
        match self.ended_sessions.last_fate(&id, record.created) {
            Some(Fate::Ended) => return Verdict::Ended,
            Some(Fate::Replaced(_)) => return Verdict::Replaced,
            None => {}
        }
        let credential = record.credential();
        let fate = |credential: CredentialRef| {
            self.ended_credentials
                .fate(&credential.id, credential.issued)
        };
        if credential.and_then(fate).is_some() {
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

    /// Reads the session cookies of a request, judges each and notes what logging out would
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

    /// A session in a cookie, from before they were in actix-session, counts where there is none;
    /// beside one it is ended with it.
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

    /// Has each token of a request looked at and sorts what came.
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
                    // If there are two, neither counts.
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
                // Somebody may keep a copy of it warm.
                self.ended_sessions.add(other.mark, Fate::Ended, now);
            }
            others.push(other);
        }
        Arrival {
            is_outdated: age == Age::Outdated,
            others,
            // What stands beside it counts: usually it is the one that went on.
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

    /// The login of a session beside the one that counts.
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

/// A login that a request's cookies stand or stood for, beside the one that counts: logging
/// out means it as well.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OtherLogin {
    pub(crate) mark: Mark,
    pub(crate) user_id: SmolStr,
    pub(crate) credential: Option<CredentialRef>,
    pub(crate) stored: Option<Rc<Stored>>,
}

/// What came with a request.
#[cfg_attr(feature = "actix-session", allow(clippy::struct_excessive_bools))] // Each is a fact.
pub(super) struct Arrival {
    pub(super) received: Received<Record>,
    /// The cookie of the one that counts is to be sealed anew, under the secret in use.
    pub(super) is_outdated: bool,
    pub(super) others: Vec<OtherLogin>,
    /// A request of the same browser has put another session in the place of this one.
    pub(super) overtaken: bool,
    /// What came was read, and nobody was logged in with it.
    #[cfg(feature = "actix-session")]
    pub(super) was_visitors: bool,
    /// What actix-session had is a login that has ended or cannot be read.
    #[cfg(feature = "actix-session")]
    pub(super) has_lost: bool,
    /// The browser has a cookie of ours, although sessions are in actix-session.
    #[cfg(feature = "actix-session")]
    pub(super) leaves_cookie: bool,
}
