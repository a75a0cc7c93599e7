//! What a store keeps of a remembered login: which of its cookies is the latest.
//!
//! A remember cookie is rotated on each use. The replaced cookie still counts for a short time, for
//! requests that were on their way, and until its successor has come back, since responses get
//! lost. After that, a client that shows the replaced cookie has a copy, and it cannot be known
//! whether this client is the user or a thief.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Credential;
use crate::{
    clock::Timestamp,
    encoding::to_bytes,
    session::{ClientInfo, Copies},
    store::{Entry, Key, Kind},
};

/// How many responses in a row may get lost. A thief who uses a cookie first and never shows the
/// next one stays undetected for one overlap more than that.
const MAX_LOST: u8 = 5;

/// The state of one series. The order of fields is the format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeriesRecord {
    /// The id in the credentials of the series.
    pub(crate) id: [u8; 16],
    /// The number of the latest cookie that was sent.
    generation: u32,
    /// The number of the latest cookie that came from the browser.
    proven: u32,
    /// How often that cookie came again, because the browser had not received its successor.
    lost: u8,
    /// Replaced cookies, and when each was replaced.
    superseded: Vec<(u32, Timestamp)>,
    pub(crate) client: ClientInfo,
    pub(crate) copies: Copies,
    ended: bool,
    /// The series of the same browser that took the place of this one when it ended.
    pub(crate) successor: Option<[u8; 16]>,
}

/// How a cookie stands in its series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// The cookie is the latest.
    Last,
    /// The cookie was rotated a moment ago.
    Recent,
    /// The cookie was rotated, but none of its successors has come back.
    Unanswered,
    /// The cookie was rotated, but is still being used: there are copies of it.
    Stolen,
    /// Another series has taken the place of this one a moment ago.
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

    /// Creates the series of an imported login.
    #[cfg(feature = "flask-compat")]
    pub(crate) fn imported(credential: &Credential, client: ClientInfo, copies: Copies) -> Self {
        Self {
            copies,
            ..Self::of(credential, client)
        }
    }

    /// Creates the tombstone of a series. It keeps cookies from before the store from restoring the
    /// series, and names its successor.
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
        // A cookie that is ahead was sent before the store was restored from an older backup.
        if generation >= self.generation {
            return Verdict::Last;
        }
        let mut superseded = self.superseded.iter();
        match superseded.find(|(superseded, _)| *superseded == generation) {
            Some((_, at)) if now < at.plus(overlap) => Verdict::Recent,
            Some(_) if generation == self.proven && self.lost < MAX_LOST => Verdict::Unanswered,
            _ => Verdict::Stolen,
        }
    }

    /// Returns the series after one more use, and the number of the cookie to send in return.
    pub(crate) fn followed(&self, used: u32, overlap: Duration, now: Timestamp) -> (Self, u32) {
        let last = self.generation.max(used);
        let mut superseded = self.superseded.clone();
        superseded.retain(|(generation, at)| now < at.plus(overlap) && *generation != used);
        superseded.push((used, now));
        if last != used {
            // The latest cookie was sent, but this use shows that it did not arrive.
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

    /// Returns the series after the browser has shown that it has the latest cookie. Returns `None`
    /// if that was known before, or the cookie is not the latest.
    pub(crate) fn proven(&self, generation: u32) -> Option<Self> {
        let is_news = generation == self.generation && generation != self.proven;
        is_news.then(|| Self {
            proven: generation,
            lost: 0,
            ..self.clone()
        })
    }

    /// Returns the latest cookie of the series, for an imported login.
    #[cfg(feature = "flask-compat")]
    pub(crate) fn last(&self, first: Credential) -> Credential {
        first.in_series(self.generation)
    }

    pub(crate) fn key(id: &[u8; 16]) -> Key {
        Key::of(Kind::Remembered, id)
    }

    /// Returns the entry for the store, at the version that was loaded.
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
