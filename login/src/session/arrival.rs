//! The session cookies of a request, opened and judged.

use std::cell::RefCell;

use actix_web::http::header::HeaderMap;

use super::{
    id::Mark,
    record::Record,
    revocation::{Fate, RevocationList},
};
use crate::{
    clock::Timestamp,
    config::{CookieSpec, Lifetimes},
    request::{Received, receive},
    seal::Sealer,
};

/// By what a session is judged.
pub(crate) struct Rules<'a> {
    pub(crate) spec: &'a CookieSpec,
    pub(crate) sealer: &'a Sealer,
    pub(crate) lifetimes: &'a Lifetimes,
    pub(crate) ended_sessions: &'a RevocationList,
    pub(crate) ended_credentials: &'a RevocationList,
}

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Stands,
    Ended,
    Replaced,
    TimedOut,
}

impl Rules<'_> {
    fn judge(&self, record: &Record, now: Timestamp) -> Verdict {
        let Some(id) = record.id else {
            return Verdict::Ended;
        };
        match self.ended_sessions.fate(&id, record.created) {
            Some(Fate::Ended) => return Verdict::Ended,
            Some(Fate::Replaced(_)) => return Verdict::Replaced,
            None => {}
        }
        let credential = record.login.as_ref().and_then(|login| login.credential);
        if credential.is_some_and(|id| self.ended_credentials.fate(&id, record.created).is_some()) {
            return Verdict::Ended;
        }
        if record.is_alive(self.lifetimes, now) {
            Verdict::Stands
        } else {
            Verdict::TimedOut
        }
    }

    /// Reads the session cookies of a request, judges each and notes what logging out would
    /// have to end with them.
    pub(super) fn read(&self, headers: &HeaderMap, now: Timestamp) -> Arrival {
        let authentic = RefCell::new(Vec::new());
        let received = receive(headers, &self.spec.name, |token| {
            let record = Record::open(self.sealer, token)?;
            let verdict = self.judge(&record, now);
            authentic.borrow_mut().push((record.clone(), verdict));
            (verdict == Verdict::Stands).then_some(record)
        });
        let mut others = Vec::new();
        let mut overtaken = false;
        for (record, verdict) in authentic.into_inner() {
            overtaken |= verdict == Verdict::Replaced;
            let Some(mark) = record.mark(self.lifetimes, now) else {
                continue;
            };
            if verdict == Verdict::TimedOut && record.login.is_some() {
                // Somebody may keep a copy of it warm.
                self.ended_sessions.add(mark, Fate::Ended, now);
            }
            let is_taken = matches!(&received, Received::One(taken) if taken.id == record.id);
            if !is_taken {
                let successors = self.ended_sessions.successors(&mark.id);
                others.push(mark);
                others.extend(successors.into_iter().map(|id| Mark { id, ..mark }));
            }
        }
        Arrival {
            received,
            others,
            overtaken,
        }
    }
}

/// What came with a request.
pub(super) struct Arrival {
    pub(super) received: Received<Record>,
    /// Other sessions that the cookies stand or stood for.
    pub(super) others: Vec<Mark>,
    /// A request of the same browser has put another session in the place of this one.
    pub(super) overtaken: bool,
}
