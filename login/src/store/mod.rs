//! Server-side storage of sessions and remembered logins.
//!
//! A store knows nothing of logins: it keeps bytes under a key, with an owner, a version and an
//! expiry time. Every operation is atomic: it happens completely or not at all.

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
/// The version of sqlx whose pools the stores accept. A new sqlx version needs a new version of this crate.
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub use sqlx;

/// Keeps sessions and remembered logins outside of the cookie. Any number of processes may share a store.
///
/// Implement this trait for an engine of your own, and check the implementation with
/// `session_store_suite!` from the feature `testing`. Every operation is atomic: two operations on one
/// entry, or on the entries of one owner, happen one after the other, whichever process they come from.
///
/// Times are seconds since 1970. `now` is passed to every operation that needs it, so that tests can
/// control the time. An entry whose [`expires`](Entry::expires) is not later than `now` is treated as
/// absent, whether or not it has been removed yet.
///
/// # Errors
///
/// An operation returns a [`StoreError`] if it cannot determine what the store contains, or whether
/// something was written. Requests are then refused with 503 and keep their cookies. A store must
/// never report that an entry does not exist because it could not look.
pub trait SessionStore: Send + Sync + 'static {
    /// Returns the name of the store in logs, such as `redis`.
    fn name(&self) -> &'static str;

    /// Adds an entry under a new key. With a `limit`, the owner then has at most that many live
    /// entries of the same kind: either the oldest (by [`created`](Entry::created), then by the order
    /// in which they were added) are removed, or the new one is refused.
    ///
    /// Returns [`Written::Done`]; [`Written::Conflict`] if the key is taken; [`Written::Full`] if
    /// the entry was refused because of the limit.
    fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// Returns the live entry under a key.
    fn load(
        &self,
        key: &Key,
        now: u64,
    ) -> impl Future<Output = Result<Option<Entry>, StoreError>> + Send;

    /// Writes `data`, `seen` and `expires` of an entry that was loaded, and raises its version by
    /// one. The kind, the owner and `created` are not changed.
    ///
    /// Returns [`Written::Done`]; [`Written::Conflict`] if the stored version is not
    /// `entry.version`; [`Written::Gone`] if the entry no longer exists. It is not created again in that
    /// case, because an ended session must stay ended.
    fn update(
        &self,
        entry: &Entry,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// Notes that an entry was used, whatever its version. The version is not changed, and neither
    /// time is ever moved back. Returns whether the entry existed.
    fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Removes the entry under `old` and adds `new`, both or neither. `version` and `limit` work as in
    /// [`update`](Self::update) and [`create`](Self::create); `old` does not count against the
    /// limit.
    ///
    /// Returns [`Written::Done`]; [`Written::Conflict`] if the old entry has another version, or the
    /// new key is taken; [`Written::Gone`] if the old entry no longer exists; [`Written::Full`].
    fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// Removes an entry. Returns whether it existed.
    fn delete(&self, key: &Key, now: u64) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Removes an entry if it has this version. A request that ends the entry it has loaded thus cannot
    /// remove another one that was written under the same key meanwhile.
    ///
    /// Returns [`Written::Done`]; [`Written::Conflict`] if the entry has another version;
    /// [`Written::Gone`] if it no longer exists.
    fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// Returns all live entries of an owner, the oldest first.
    fn list(
        &self,
        owner: &str,
        now: u64,
    ) -> impl Future<Output = Result<Vec<Entry>, StoreError>> + Send;

    /// Removes all entries of an owner except those under the keys in `except`. Returns how many live
    /// entries were removed.
    fn delete_of(
        &self,
        owner: &str,
        except: &[Key],
        now: u64,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Removes at most this many expired entries, and returns how many were removed. Stores whose
    /// engine removes expired entries by itself return 0.
    fn delete_expired(
        &self,
        at_most: u32,
        now: u64,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
