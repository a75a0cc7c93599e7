//! The entry that is left under the key of a session that has ended or was renewed.

use super::stored::Payload;
use crate::{
    clock::Timestamp,
    encoding::to_bytes,
    store::{Entry, FINAL, Key, Kind},
};

/// For how many seconds after a session was renewed a request with the old ticket counts as
/// overtaken.
pub(crate) const OVERTAKEN_FOR: u64 = 60;

/// Keeps copies of a cookie from restoring the session that was stored under a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tombstone {
    pub(crate) key: Key,
    /// The key under which the same login continues.
    pub(crate) successor: Option<Key>,
    /// Whether another session, of the same user or another one, has taken the place of this one.
    /// Otherwise this one has ended.
    pub(crate) renewed: bool,
    pub(crate) version: u64,
    pub(crate) expires: Timestamp,
    left: Timestamp,
}

impl Tombstone {
    pub(crate) fn ended(key: Key, until: Timestamp, now: Timestamp) -> Self {
        Self {
            key,
            successor: None,
            renewed: false,
            // A request that withdraws the tombstone of a renewal deletes version `FINAL`, and so
            // never deletes this one.
            version: FINAL + 1,
            expires: until,
            left: now,
        }
    }

    /// Creates the tombstone of a session that was replaced. `successor` is the key of the new
    /// session if the login is the same.
    pub(crate) fn replaced(
        key: Key,
        successor: Option<Key>,
        until: Timestamp,
        now: Timestamp,
    ) -> Self {
        Self {
            successor,
            renewed: true,
            version: FINAL,
            ..Self::ended(key, until, now)
        }
    }

    /// Returns the tombstone that overwrites this one when the renewed session has ended. It still
    /// names the successor.
    pub(crate) fn last(&self, now: Timestamp) -> Self {
        Self {
            successor: self.successor,
            version: self.version,
            ..Self::ended(self.key, self.expires, now)
        }
    }

    /// Returns the announcement: the same tombstone, to be stored next to the session while that is
    /// still in its place.
    pub(crate) fn as_announcement(&self) -> Self {
        Self {
            key: self.key.of_tombstone(),
            ..self.clone()
        }
    }

    /// Returns whether the tombstone is so recent that requests with the old cookie may still be on
    /// their way.
    pub(crate) fn is_recent(&self, now: Timestamp) -> bool {
        now.0 <= self.left.0.saturating_add(OVERTAKEN_FOR)
    }

    /// Reads a tombstone from an entry. Returns `None` if the entry is anything else.
    pub(crate) fn of_entry(entry: &Entry) -> Option<Self> {
        match postcard::from_bytes(&entry.data) {
            Ok(Payload::Tombstone { successor, renewed }) => Some(Self {
                key: entry.key,
                successor: successor.map(Key::from_bytes),
                renewed,
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
            renewed: self.renewed,
        };
        Entry {
            key: self.key,
            kind: Kind::Session,
            // A tombstone must not be listed among the user's logins.
            owner: None,
            version: self.version,
            created: self.left.0,
            seen: self.left.0,
            expires: self.expires.0,
            data: to_bytes(&payload),
        }
    }
}
