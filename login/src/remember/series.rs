//! What a store keeps of a remembered login: which of its cookies is the last one.
//!
//! Each use of a remember cookie makes the next of its series. A cookie that was followed by
//! another counts for a little longer, for requests that were on their way; after that, whoever
//! shows it has a copy, and nobody can say whether it is the user or the thief.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Credential;
use crate::{
    clock::Timestamp,
    session::ClientInfo,
    store::{Entry, Key, Kind},
};

/// The order of fields is the format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeriesRecord {
    /// The id that is shown.
    pub(crate) id: [u8; 16],
    generation: u32,
    /// Earlier ones, and when each was followed by the next.
    superseded: Vec<(u32, Timestamp)>,
    pub(crate) client: ClientInfo,
    /// A cookie from before the store may be somewhere.
    pub(crate) was_stateless: bool,
    ended: bool,
}

/// What a cookie of a series is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// The last one.
    Last,
    /// Followed by another a moment ago.
    Recent,
    /// Followed by another, and shown all the same.
    Stolen,
    Ended,
}

impl SeriesRecord {
    pub(crate) fn of(credential: &Credential, client: ClientInfo) -> Self {
        Self {
            id: credential.id,
            generation: credential.generation,
            superseded: Vec::new(),
            client,
            was_stateless: !credential.in_store,
            ended: false,
        }
    }

    /// What stands in its place so that no cookie from before the store brings it back.
    pub(crate) fn ended(id: [u8; 16]) -> Self {
        Self {
            id,
            generation: 0,
            superseded: Vec::new(),
            client: ClientInfo::default(),
            was_stateless: true,
            ended: true,
        }
    }

    pub(crate) fn parse(entry: &Entry) -> Option<Self> {
        postcard::from_bytes(&entry.data).ok()
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.ended
    }

    pub(crate) fn judge(
        &self,
        credential: &Credential,
        overlap: Duration,
        now: Timestamp,
    ) -> Verdict {
        if self.ended {
            return Verdict::Ended;
        }
        // One that is ahead comes from before a store went back to an older copy of itself.
        if credential.generation >= self.generation {
            return Verdict::Last;
        }
        let mut superseded = self.superseded.iter();
        let followed = superseded.find(|(generation, _)| *generation == credential.generation);
        match followed {
            Some((_, at)) if now < at.plus(overlap) => Verdict::Recent,
            _ => Verdict::Stolen,
        }
    }

    /// The series after one more use.
    pub(crate) fn followed(
        &self,
        used: &Credential,
        client: ClientInfo,
        overlap: Duration,
        now: Timestamp,
    ) -> Self {
        let mut superseded = self.superseded.clone();
        superseded.retain(|(_, at)| now < at.plus(overlap));
        superseded.push((used.generation, now));
        Self {
            generation: used.generation.saturating_add(1),
            superseded,
            client,
            ..self.clone()
        }
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
        (created, seen, expires): (Timestamp, Timestamp, Timestamp),
        version: u64,
    ) -> Entry {
        Entry {
            key: Self::key(&self.id),
            kind: Kind::Remembered,
            owner,
            version,
            created: created.0,
            seen: seen.0,
            expires: expires.0,
            // Growing a `Vec` cannot fail, and there is nothing else here that could.
            data: postcard::to_allocvec(self).unwrap_or_default(),
        }
    }
}
