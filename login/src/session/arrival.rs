//! The session cookies of a request, opened and judged.

use std::cell::RefCell;

use actix_web::http::header::HeaderMap;

use super::{
    id::{CredentialRef, Mark},
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
        let fate = |credential: CredentialRef| {
            self.ended_credentials
                .fate(&credential.id, credential.issued)
        };
        if credential.and_then(fate).is_some() {
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
            let (Some(login), Some(mark)) = (&record.login, record.mark(self.lifetimes, now))
            else {
                continue;
            };
            if verdict == Verdict::TimedOut {
                // Somebody may keep a copy of it warm.
                self.ended_sessions.add(mark, Fate::Ended, now);
            }
            let is_taken = matches!(&received, Received::One(taken) if taken.id == record.id);
            if !is_taken {
                others.push(OtherLogin {
                    mark,
                    credential: login.credential,
                });
            }
        }
        Arrival {
            received,
            others,
            overtaken,
        }
    }
}

/// A login that a request's cookies stand or stood for, beside the one that counts: logging
/// out means it as well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OtherLogin {
    pub(crate) mark: Mark,
    pub(crate) credential: Option<CredentialRef>,
}

/// What came with a request.
pub(super) struct Arrival {
    pub(super) received: Received<Record>,
    pub(super) others: Vec<OtherLogin>,
    /// A request of the same browser has put another session in the place of this one.
    pub(super) overtaken: bool,
}
