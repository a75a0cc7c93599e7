//! Where sessions and remembered logins are kept when not in the cookie.
//!
//! In come keys and entries, out go entries and what became of a write. A store knows nothing
//! of logins: it keeps bytes under a key, with an owner, a version and an expiry, and promises
//! that each of its operations happens as a whole or not at all.

#[cfg(any(
    feature = "sqlite",
    feature = "postgres",
    feature = "mysql",
    feature = "redis"
))]
mod address;
#[cfg(feature = "testing")]
pub mod conformance;
mod entry;
mod erased;
mod error;
mod memory;
#[cfg(feature = "redis")]
mod redis;
mod shared;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod sql;

use std::future::Future;

#[cfg(all(feature = "redis", feature = "throttle"))]
pub(crate) use self::redis::{Charged, Rate};
#[cfg(feature = "redis")]
pub use self::redis::{RedisStore, RedisStoreBuilder};
#[cfg(feature = "mysql")]
pub use self::sql::MySqlStore;
#[cfg(feature = "postgres")]
pub use self::sql::PostgresStore;
#[cfg(feature = "sqlite")]
pub use self::sql::SqliteStore;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub use self::sql::{SqlProgress, SqlStore};
pub use self::{
    entry::{Entry, Key, Kind, Limit, WhenFull, Written},
    error::StoreError,
    memory::MemoryStore,
};
pub(crate) use self::{
    entry::{FINAL, LONGEST_OWNER},
    erased::DynStore,
};
/// The version of sqlx whose pools the stores take; a new one is a new version of this crate.
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub use sqlx;

/// Keeps sessions and remembered logins outside of the cookie, for as many processes as there are.
///
/// Implement it for an engine of your own, and let `session_store_suite!` of the feature `testing`
/// tell whether it holds. Every operation is atomic: two of them on one entry, or on the entries of
/// one owner, happen one after the other, whichever process asks.
///
/// Times are seconds since 1970, and `now` is given with every operation that needs it, so that a
/// test moves the time. An entry whose [`expires`](Entry::expires) is not later than `now` is
/// treated as not there, whether or not it has been removed yet.
///
/// # Errors
///
/// An operation that cannot say what is there, or that something was written, is a [`StoreError`].
/// Requests are then refused with 503 and keep their cookies. A store never answers "there is none"
/// because it could not look.
pub trait SessionStore: Send + Sync + 'static {
    /// What the log calls it, such as `redis`.
    fn name(&self) -> &'static str;

    /// Adds an entry under a new key. With a `limit`, the owner then has at most so many live
    /// entries of the same kind: the oldest (by [`created`](Entry::created), then by the order in
    /// which they were added) are removed, or the new one is refused.
    ///
    /// Answers [`Written::Done`]; [`Written::Conflict`] if the key is taken; [`Written::Full`] if
    /// it was refused.
    fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// The entry under a key.
    fn load(
        &self,
        key: &Key,
        now: u64,
    ) -> impl Future<Output = Result<Option<Entry>, StoreError>> + Send;

    /// Writes `data`, `seen` and `expires` of an entry that was loaded, and raises its version by
    /// one; kind, owner and `created` stay.
    ///
    /// Answers [`Written::Done`]; [`Written::Conflict`] if it has another version than
    /// `entry.version`; [`Written::Gone`] if it is not there any more, and then it is not made
    /// again: what was ended stays so.
    fn update(
        &self,
        entry: &Entry,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// Notes that an entry was used, whatever its version, which stays. Neither time is ever moved
    /// back. Answers whether it was there.
    fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Removes the entry under `old` and adds `new`, both or neither. `version` and `limit` are
    /// those of [`update`](Self::update) and [`create`](Self::create); `old` does not count against
    /// the limit.
    ///
    /// Answers [`Written::Done`]; [`Written::Conflict`] if the old one has another version, or the
    /// new key is taken; [`Written::Gone`] if the old one is not there any more; [`Written::Full`].
    fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// Removes an entry. Answers whether it was there.
    fn delete(&self, key: &Key, now: u64) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Removes an entry that has this version: whoever ends what he has loaded is not to take away
    /// what another has put there since.
    ///
    /// Answers [`Written::Done`]; [`Written::Conflict`] if it has another version;
    /// [`Written::Gone`] if it is not there any more.
    fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// All live entries of an owner, the oldest first.
    fn list(
        &self,
        owner: &str,
        now: u64,
    ) -> impl Future<Output = Result<Vec<Entry>, StoreError>> + Send;

    /// Removes all entries of an owner but those under the keys of `except`. Answers how many live
    /// ones were removed.
    fn delete_of(
        &self,
        owner: &str,
        except: &[Key],
        now: u64,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Removes at most so many of the expired entries, and answers how many. Stores whose
    /// engine does that by itself answer 0.
    fn delete_expired(
        &self,
        at_most: u32,
        now: u64,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
