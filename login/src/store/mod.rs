//! Storage for sessions and remembered logins that are kept outside of the cookie.
//!
//! A store knows nothing about logins. It keeps bytes under a key, with an owner, a version and an
//! expiry time. Each of its operations is atomic: it happens as a whole or not at all.

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
/// The version of sqlx whose pools the stores accept. A new version of sqlx requires a new one of this crate.
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub use sqlx;

/// Keeps sessions and remembered logins outside of the cookie, for any number of processes.
///
/// Implement this trait for another storage engine, and test the implementation with
/// `session_store_suite!` (feature `testing`). Every operation is atomic: two operations on the same
/// entry, or on entries of the same owner, happen one after the other, even if they come from
/// different processes.
///
/// Times are seconds since 1970. Every operation that depends on the time takes it as `now`, so that
/// tests can choose it. An entry whose [`expires`](Entry::expires) is not later than `now` is treated
/// as absent, whether or not it has been removed yet.
///
/// # Errors
///
/// An operation returns a [`StoreError`] if it cannot determine whether an entry exists or whether
/// something was written. The request is then refused with 503 and keeps its cookies. A store must not
/// report an entry as absent because the lookup failed.
pub trait SessionStore: Send + Sync + 'static {
    /// Returns the name of the store for log messages, such as `redis`.
    fn name(&self) -> &'static str;

    /// Adds an entry under a new key. With a `limit`, the owner has at most [`most`](Limit::most) live
    /// entries of the same kind afterwards: either the oldest ones are removed (by
    /// [`created`](Entry::created), then by the order in which they were added), or the new entry is
    /// refused.
    ///
    /// Returns [`Written::Done`], [`Written::Conflict`] if the key is taken, or [`Written::Full`] if
    /// the entry was refused.
    fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// Returns the entry under a key.
    fn load(
        &self,
        key: &Key,
        now: u64,
    ) -> impl Future<Output = Result<Option<Entry>, StoreError>> + Send;

    /// Writes `data`, `seen` and `expires` of an entry that was loaded, and increments its version.
    /// Kind, owner and `created` are not changed.
    ///
    /// Returns [`Written::Done`], [`Written::Conflict`] if the stored version is not
    /// `entry.version`, or [`Written::Gone`] if the entry no longer exists. It is not created again
    /// then, so that a session that was ended stays ended.
    fn update(
        &self,
        entry: &Entry,
        now: u64,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;

    /// Records that an entry was used. The version is neither checked nor changed, and neither of the
    /// two times is ever moved back. Returns whether the entry exists.
    fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Removes the entry under `old` and adds `new`: both or neither. `version` is checked as by
    /// [`update`](Self::update), and `limit` is applied as by [`create`](Self::create); the old entry
    /// does not count against the limit.
    ///
    /// Returns [`Written::Done`], [`Written::Conflict`] if the old entry has another version or the
    /// new key is taken, [`Written::Gone`] if the old entry no longer exists, or [`Written::Full`].
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

    /// Removes an entry if it has this version. A request that ends the session it has loaded must not
    /// remove an entry that another request has written meanwhile.
    ///
    /// Returns [`Written::Done`], [`Written::Conflict`] if the entry has another version, or
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

    /// Removes at most `at_most` expired entries, and returns how many it has removed. Stores whose
    /// engine removes expired entries by itself return 0.
    fn delete_expired(
        &self,
        at_most: u32,
        now: u64,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
