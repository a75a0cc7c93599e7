//! What a store keeps, and what it answers.

use std::fmt;

use ring::digest;

use crate::encoding::beginning;

/// Names an entry: a hash of the secret that the cookie holds. Whoever reads a store cannot
/// make a cookie of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl Key {
    /// A key as a store has kept it.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as a store keeps it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Where a tombstone is left beside what is under this key, or was.
    pub(crate) fn of_tombstone(&self) -> Self {
        Self::of(Kind::Session, &self.0)
    }

    /// Where it is noted when those of a user's logins ended that no store has seen.
    pub(crate) fn of_unseen(owner: &str) -> Self {
        Self::hashed(b"login unseen\0", owner.as_bytes())
    }

    /// The key of what a cookie with this secret stands for.
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

/// What stands for an owner where his id shall not: in names of keys, and in locks.
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

/// The version of the tombstone of a session that has gone on: whoever has loaded the
/// session, however long ago, expects a smaller one, and does not write over it. Of one that has
/// ended it is the next.
pub(crate) const FINAL: u64 = 1 << 48;

/// How long an owner may be, in bytes: what every engine keeps in an index.
pub(crate) const LONGEST_OWNER: usize = 512;

/// What an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A session of one browser.
    Session,
    /// A remembered login of one browser.
    Remembered,
    /// A session of one browser in which nobody is logged in. Anybody can have any number of them
    /// made: a store that runs out of room lets these go first.
    Visitor,
}

impl Kind {
    /// A number for it, the same in every version of this crate.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Session => 1,
            Self::Remembered => 2,
            Self::Visitor => 3,
        }
    }

    /// The kind of that number.
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

/// What a store keeps under one key.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name of the entry.
    pub key: Key,
    /// What it stands for.
    pub kind: Kind,
    /// The id of the user whose it is, at most 512 bytes; nothing for the session of a visitor.
    pub owner: Option<String>,
    /// Raised by one with every [`update`](super::SessionStore::update). A new entry is kept with
    /// the version that it comes with, which is not always 0.
    pub version: u64,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// When it was last used, as far as that is noted.
    pub seen: u64,
    /// From when on it counts as not there.
    pub expires: u64,
    /// For this crate alone; at most 64 KiB.
    pub data: Vec<u8>,
}

impl Entry {
    /// Whether it counts as there.
    #[must_use]
    pub fn is_live(&self, now: u64) -> bool {
        now < self.expires
    }

    /// Whether it is the other, whatever has been noted of its use since.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        (self.kind, &self.owner, &self.data) == (other.kind, &other.owner, &other.data)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither whose it is nor what is in it belongs into a log.
        f.debug_struct("Entry")
            .field("kind", &self.kind)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// How many entries of one kind an owner may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// At most so many; at least 1.
    pub most: u32,
    /// What happens to one more.
    pub when_full: WhenFull,
}

/// What happens when an owner has as many entries as allowed, and one more is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// The oldest goes.
    EvictOldest,
    /// The new one is not made.
    Refuse,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was made.
    Done,
    /// Something else was written meanwhile; nothing was changed.
    Conflict,
    /// The entry is not there any more; nothing was changed.
    Gone,
    /// The owner has as many as allowed; nothing was changed.
    Full,
}
