//! What stands under a key when the session there has ended, or has gone on under another.

use super::stored::Payload;
use crate::{
    clock::Timestamp,
    encoding::to_bytes,
    store::{Entry, FINAL, Key, Kind},
};

/// For so long after a session went on under another ticket, the old one is known as that.
pub(crate) const OVERTAKEN_FOR: u64 = 60;

/// Keeps copies of a cookie from bringing back the session that was under a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tombstone {
    pub(crate) key: Key,
    /// Where the same login goes on.
    pub(crate) successor: Option<Key>,
    /// Whether another session took its place, of whomever; otherwise nothing did.
    pub(crate) went_on: bool,
    pub(crate) version: u64,
    pub(crate) expires: Timestamp,
    left: Timestamp,
}

impl Tombstone {
    /// Of a session that has ended.
    pub(crate) fn ended(key: Key, until: Timestamp, now: Timestamp) -> Self {
        Self {
            key,
            successor: None,
            went_on: false,
            // Nobody who has left another there, and takes it back, takes this.
            version: FINAL + 1,
            expires: until,
            left: now,
        }
    }

    /// Of a session whose place another has taken, with the key of that if the login is the same.
    pub(crate) fn replaced(
        key: Key,
        successor: Option<Key>,
        until: Timestamp,
        now: Timestamp,
    ) -> Self {
        Self {
            successor,
            went_on: true,
            version: FINAL,
            ..Self::ended(key, until, now)
        }
    }

    /// To be written over one of a session that goes on, and has ended: it still says where.
    pub(crate) fn last(&self, now: Timestamp) -> Self {
        Self {
            successor: self.successor,
            version: self.version,
            ..Self::ended(self.key, self.expires, now)
        }
    }

    /// The same, to be left while the session is still in its place.
    pub(crate) fn beside(&self) -> Self {
        Self {
            key: self.key.of_tombstone(),
            ..self.clone()
        }
    }

    /// Whether it was left a moment ago: requests may be on their way that do not know of it.
    pub(crate) fn is_recent(&self, now: Timestamp) -> bool {
        now.0 <= self.left.0.saturating_add(OVERTAKEN_FOR)
    }

    /// Nothing if the entry is something else.
    pub(crate) fn of_entry(entry: &Entry) -> Option<Self> {
        match postcard::from_bytes(&entry.data) {
            Ok(Payload::Tombstone { successor, went_on }) => Some(Self {
                key: entry.key,
                successor: successor.map(Key::from_bytes),
                went_on,
                version: entry.version,
                expires: Timestamp(entry.expires),
                left: Timestamp(entry.created),
            }),
            _ => None,
        }
    }

    pub(crate) fn to_entry(&self) -> Entry {
        let payload = Payload::Tombstone {
            successor: self.successor.map(|key| *key.as_bytes()),
            went_on: self.went_on,
        };
        Entry {
            key: self.key,
            kind: Kind::Session,
            // It is no login of the user's.
            owner: None,
            version: self.version,
            created: self.left.0,
            seen: self.left.0,
            expires: self.expires.0,
            data: to_bytes(&payload),
        }
    }
}
