//! What a store keeps of a remembered login: which of its cookies is the last one.
//!
//! Each use of a remember cookie makes the next of its series. A cookie that was followed by
//! another counts for a little longer, for requests that were on their way, and until the other
//! has come back: answers get lost. After that, whoever shows it has a copy, and nobody can say
//! whether it is the user or the thief.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Credential;
use crate::{
    clock::Timestamp,
    encoding::to_bytes,
    session::{ClientInfo, Copies},
    store::{Entry, Key, Kind},
};

/// How many answers in a row may get lost. A thief who is first and never shows what he gets
/// goes unseen for so long, times the overlap.
const MOST_LOST: u8 = 5;

/// The order of fields is the format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeriesRecord {
    /// The id that is shown.
    pub(crate) id: [u8; 16],
    /// The last one that was sent.
    generation: u32,
    /// The last one that came from the browser.
    proven: u32,
    /// How often it came again, because the browser had no other.
    lost: u8,
    /// Earlier ones than the last, and when each was followed by the next.
    superseded: Vec<(u32, Timestamp)>,
    pub(crate) client: ClientInfo,
    pub(crate) copies: Copies,
    ended: bool,
    /// The series that took its place when it ended, of the same browser.
    pub(crate) successor: Option<[u8; 16]>,
}

/// What a cookie of a series is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// The last one.
    Last,
    /// Followed by another a moment ago.
    Recent,
    /// Followed by others, of which none has come back.
    Unanswered,
    /// Followed by another, and shown all the same.
    Stolen,
    /// Another series took its place a moment ago.
    Renewed,
    Ended,
}

impl SeriesRecord {
    pub(crate) fn of(credential: &Credential, client: ClientInfo) -> Self {
        Self {
            id: credential.id,
            generation: credential.generation,
            proven: credential.generation,
            lost: 0,
            superseded: Vec::new(),
            client,
            copies: if credential.in_store {
                Copies::None
            } else {
                Copies::Sealed
            },
            ended: false,
            successor: None,
        }
    }

    /// The series of a login that came from elsewhere.
    #[cfg(feature = "flask-compat")]
    pub(crate) fn imported(credential: &Credential, client: ClientInfo, copies: Copies) -> Self {
        Self {
            copies,
            ..Self::of(credential, client)
        }
    }

    /// What stands in its place so that no cookie from before the store brings it back, and that it
    /// is known where it goes on.
    pub(crate) fn ended(id: [u8; 16], copies: Copies, successor: Option<[u8; 16]>) -> Self {
        Self {
            id,
            generation: 0,
            proven: 0,
            lost: 0,
            superseded: Vec::new(),
            client: ClientInfo::default(),
            copies,
            ended: true,
            successor,
        }
    }

    pub(crate) fn parse(entry: &Entry) -> Option<Self> {
        postcard::from_bytes(&entry.data).ok()
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.ended
    }

    pub(crate) fn judge(&self, generation: u32, overlap: Duration, now: Timestamp) -> Verdict {
        if self.ended {
            return Verdict::Ended;
        }
        // One that is ahead comes from before a store went back to an older copy of itself.
        if generation >= self.generation {
            return Verdict::Last;
        }
        let mut superseded = self.superseded.iter();
        match superseded.find(|(superseded, _)| *superseded == generation) {
            Some((_, at)) if now < at.plus(overlap) => Verdict::Recent,
            Some(_) if generation == self.proven && self.lost < MOST_LOST => Verdict::Unanswered,
            _ => Verdict::Stolen,
        }
    }

    /// The series after one more use, and the number of the cookie that is to be sent for it.
    pub(crate) fn followed(&self, used: u32, overlap: Duration, now: Timestamp) -> (Self, u32) {
        let last = self.generation.max(used);
        let mut superseded = self.superseded.clone();
        superseded.retain(|(generation, at)| now < at.plus(overlap) && *generation != used);
        superseded.push((used, now));
        if last != used {
            // It was sent, and this use says that it did not arrive.
            superseded.push((last, now));
        }
        let next = last.saturating_add(1);
        let record = Self {
            generation: next,
            proven: used,
            lost: if last == used {
                0
            } else {
                self.lost.saturating_add(1)
            },
            superseded,
            ..self.clone()
        };
        (record, next)
    }

    /// The series after the browser has shown that it has the last cookie; nothing if that is
    /// known, or it is not the last.
    pub(crate) fn proven(&self, generation: u32) -> Option<Self> {
        let is_news = generation == self.generation && generation != self.proven;
        is_news.then(|| Self {
            proven: generation,
            lost: 0,
            ..self.clone()
        })
    }

    /// The last cookie of the series, for a login that came from elsewhere.
    #[cfg(feature = "flask-compat")]
    pub(crate) fn last(&self, first: Credential) -> Credential {
        first.in_series(self.generation)
    }

    pub(crate) fn key(id: &[u8; 16]) -> Key {
        Key::of(Kind::Remembered, id)
    }

    /// How the store is to keep it, at the version that was loaded.
    pub(crate) fn to_entry(
        &self,
        owner: Option<String>,
        (created, seen, expires): (u64, u64, u64),
        version: u64,
    ) -> Entry {
        Entry {
            key: Self::key(&self.id),
            kind: Kind::Remembered,
            owner,
            version,
            created,
            seen,
            expires,
            data: to_bytes(self),
        }
    }
}
