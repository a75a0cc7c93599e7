//! The entries of a store, and the results of its operations.

use std::fmt;

use ring::digest;

use crate::encoding::beginning;

/// The key of an entry: a hash of the secret in the cookie. A cookie cannot be made from it, so
/// read access to a store does not give access to the sessions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl Key {
    /// Creates a key from the bytes that a store has kept.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes that a store keeps.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the key of the tombstone that is left next to the entry under this key.
    pub(crate) fn of_tombstone(&self) -> Self {
        Self::of(Kind::Session, &self.0)
    }

    /// Returns the key of the note that all logins of a user which are not in the store yet have ended.
    pub(crate) fn of_unseen(owner: &str) -> Self {
        Self::hashed(b"login unseen\0", owner.as_bytes())
    }

    /// Returns the key of the entry that belongs to a cookie with this secret.
    pub(crate) fn of(kind: Kind, secret: &[u8]) -> Self {
        let purpose: &[u8] = match kind {
            Kind::Session | Kind::Visitor => b"login session\0",
            Kind::Remembered => b"login remember\0",
        };
        Self::hashed(purpose, secret)
    }

    fn hashed(purpose: &[u8], text: &[u8]) -> Self {
        Self(hash_of(purpose, text))
    }
}

/// Hashes an owner's id, for places where the id itself must not appear: names of keys, and locks.
#[cfg(any(feature = "redis", feature = "postgres", feature = "mysql"))]
pub(super) fn hash_of_owner<const N: usize>(owner: &str) -> [u8; N] {
    hash_of(b"login owner\0", owner.as_bytes())
}

fn hash_of<const N: usize>(purpose: &[u8], text: &[u8]) -> [u8; N] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(purpose);
    context.update(text);
    beginning(context.finish())
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// The version of the tombstone of a renewed session. A request that loaded the session before, however
/// long ago, expects a smaller version and therefore cannot overwrite the tombstone. The tombstone of an
/// ended session has the version after this one.
pub(crate) const FINAL: u64 = 1 << 48;

/// The longest id of an owner, in bytes. Every engine can keep an id of this length in an index.
pub(crate) const LONGEST_OWNER: usize = 512;

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A session of one browser.
    Session,
    /// A remembered login of one browser.
    Remembered,
    /// A session of one browser in which nobody is logged in. Anybody can create any number of
    /// them, so a store that runs out of room removes these first.
    Visitor,
}

impl Kind {
    /// Returns a number for this kind, which is the same in every version of this crate.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Session => 1,
            Self::Remembered => 2,
            Self::Visitor => 3,
        }
    }

    /// Returns the kind with this number.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Session),
            2 => Some(Self::Remembered),
            3 => Some(Self::Visitor),
            _ => None,
        }
    }
}

/// The value that a store keeps under one key.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key of the entry.
    pub key: Key,
    /// The kind of the entry.
    pub kind: Kind,
    /// The id of the user who owns the entry, at most 512 bytes; `None` for the session of a visitor.
    pub owner: Option<String>,
    /// Raised by one with every [`update`](super::SessionStore::update). A new entry keeps the
    /// version that it is created with, which is not always 0.
    pub version: u64,
    /// When the entry was created, in seconds since 1970.
    pub created: u64,
    /// When the entry was last used, in seconds since 1970. Not every use is noted.
    pub seen: u64,
    /// The time from which on the entry is treated as absent, in seconds since 1970.
    pub expires: u64,
    /// Opaque to the store; at most 64 KiB.
    pub data: Vec<u8>,
}

impl Entry {
    /// Returns whether the entry has not expired.
    #[must_use]
    pub fn is_live(&self, now: u64) -> bool {
        now < self.expires
    }

    /// Returns whether both entries have the same kind, owner and data, regardless of versions and times.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        (self.kind, &self.owner, &self.data) == (other.kind, &other.owner, &other.data)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the owner nor the data belongs in a log.
        f.debug_struct("Entry")
            .field("kind", &self.kind)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// A limit on the number of entries of one kind that an owner may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The largest number of entries; at least 1.
    pub most: u32,
    /// What happens to an entry beyond the limit.
    pub when_full: WhenFull,
}

/// What happens when an entry is created for an owner who already has as many as allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// The oldest entry is removed.
    EvictOldest,
    /// The new entry is not created.
    Refuse,
}

/// The outcome of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// The write was made.
    Done,
    /// Something else was written meanwhile; nothing was changed.
    Conflict,
    /// The entry no longer exists; nothing was changed.
    Gone,
    /// The owner has as many entries as allowed; nothing was changed.
    Full,
}
