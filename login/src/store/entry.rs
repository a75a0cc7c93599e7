//! Entries and their keys, the limits of an owner, and the results of writes.

use std::fmt;

use ring::digest;

use crate::encoding::beginning;

/// Identifies an entry: a hash of the secret in the cookie. Someone who can read a store therefore cannot
/// forge a cookie.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl Key {
    /// Creates a key from the bytes that a store has kept.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes of the key, for a store to keep.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the key of the tombstone that is left next to the entry under this key.
    pub(crate) fn of_tombstone(&self) -> Self {
        Self::of(Kind::Session, &self.0)
    }

    /// Returns the key of the entry that records the end of those logins of a user that no store has
    /// seen yet.
    pub(crate) fn of_unseen(owner: &str) -> Self {
        Self::hashed(b"login unseen\0", owner.as_bytes())
    }

    /// Returns the key of the entry that belongs to the secret in a cookie.
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

/// Returns a hash that stands for an owner in key names and locks, where the user's id must not appear.
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

/// The version of the tombstone that a renewed session leaves. A request that loaded the session
/// before expects a smaller version, so it cannot overwrite the tombstone. The tombstone of a session
/// that has ended has the next version.
pub(crate) const FINAL: u64 = 1 << 48;

/// The length limit of an owner in bytes. Every engine can index an owner of this length.
pub(crate) const LONGEST_OWNER: usize = 512;

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A session of one browser.
    Session,
    /// A remembered login of one browser.
    Remembered,
    /// A session of one browser that is not logged in. Anyone can cause any number of them, so a store
    /// that runs out of room removes these first.
    Visitor,
}

impl Kind {
    /// Returns the number of the kind, which is the same in every version of this crate.
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

/// An entry: what a store keeps under one key.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key of the entry.
    pub key: Key,
    /// The kind of the entry.
    pub kind: Kind,
    /// The id of the user who owns the entry, at most 512 bytes. `None` for the session of a visitor.
    pub owner: Option<String>,
    /// The version, incremented by every [`update`](super::SessionStore::update). A new entry is
    /// stored with the version that it has, which is not always 0.
    pub version: u64,
    /// When the entry was created, in seconds since 1970.
    pub created: u64,
    /// When the entry was last used, as far as that was recorded.
    pub seen: u64,
    /// The time from which on the entry is treated as absent.
    pub expires: u64,
    /// Opaque data of this crate, at most 64 KiB.
    pub data: Vec<u8>,
}

impl Entry {
    /// Returns whether the entry has not expired.
    #[must_use]
    pub fn is_live(&self, now: u64) -> bool {
        now < self.expires
    }

    /// Returns whether both entries have the same kind, owner and data, regardless of when they were used.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        (self.kind, &self.owner, &self.data) == (other.kind, &other.owner, &other.data)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The owner and the data do not belong in a log.
        f.debug_struct("Entry")
            .field("kind", &self.kind)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// A limit on how many entries of one kind an owner may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The largest number of entries, at least 1.
    pub most: u32,
    /// What happens if one more entry is added.
    pub when_full: WhenFull,
}

/// What happens if one more entry is added for an owner who already has the largest number allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// The oldest entry is removed.
    EvictOldest,
    /// The new entry is refused.
    Refuse,
}

/// The result of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// The write was made.
    Done,
    /// The entry has another version than expected, or the new key is taken. Nothing was changed.
    Conflict,
    /// The entry no longer exists. Nothing was changed.
    Gone,
    /// The owner has as many entries as the limit allows. Nothing was changed.
    Full,
}
