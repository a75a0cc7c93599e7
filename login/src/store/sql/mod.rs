//! A store in a table of a SQL database.

mod asking;
mod engine;
mod errors;
mod migrations;
#[cfg(feature = "mysql")]
mod mysql;
mod operations;
#[cfg(feature = "postgres")]
mod postgres;
mod progress;
mod retry;
#[cfg(feature = "sqlite")]
mod sqlite;
mod sweep;

use std::{fmt, future::Future};

use sqlx::{Error, Pool};

pub use self::progress::SqlProgress;
use self::{
    engine::{Engine, number},
    errors::{newer, not_migrated, told},
    progress::Listener,
    retry::{finished, retried},
};
use super::{Entry, Key, Limit, SessionStore, StoreError, Written};

/// Keeps entries in SQLite 3.35 or newer. Requires the feature `sqlite`, which compiles SQLite itself.
#[cfg(feature = "sqlite")]
pub type SqliteStore = SqlStore<sqlx::Sqlite>;

/// Keeps entries in PostgreSQL 10 or newer. Requires the feature `postgres`.
#[cfg(feature = "postgres")]
pub type PostgresStore = SqlStore<sqlx::Postgres>;

/// Keeps entries in MySQL 5.7 or newer, or MariaDB 10.2 or newer. Requires the feature `mysql`.
#[cfg(feature = "mysql")]
pub type MySqlStore = SqlStore<sqlx::MySql>;

/// Keeps entries in the table `login_sessions` of a SQL database, for any number of processes that use
/// this database.
///
/// The types for the engines are `SqliteStore`, `PostgresStore` and `MySqlStore` (MySQL and MariaDB).
/// They are built on sqlx 0.9, which requires Rust 1.94. For TLS to the server, depend on sqlx with
/// the feature `tls-rustls` or `tls-native-tls`. MySQL 8 without TLS requires its feature
/// `mysql-rsa`.
///
/// # The tables
///
/// [`migrate`](Self::migrate) creates them, and is meant to be called when the application starts. If
/// the database is migrated in another way, run the files of [`migrations`](Self::migrations) there.
/// The rights to select, insert, update and delete are then sufficient.
///
/// A row contains a hash of the secret in the cookie, so anyone who can read the table or a backup of
/// it cannot forge a cookie. The user's id, the times and the data are not encrypted.
///
/// # Limits
///
/// A user's id may have up to 512 bytes in UTF-8. A longer one causes a [`StoreError`]. Ids are
/// compared byte by byte. A time later than `i64::MAX` is stored as `i64::MAX`.
///
/// Deadlocks, failed serializations and a busy SQLite are retried up to 7 times, for at most 5
/// seconds. The pool determines how long to wait for a connection: 5 seconds with
/// [`connect`](Self::connect), 30 with the default settings of sqlx. If a server accepts a query and
/// never answers, only the time limit of the caller ends the wait. An operation that has begun is
/// completed even if the caller stops waiting.
///
/// Expired rows remain until [`delete_expired`](SessionStore::delete_expired) removes them; see
/// [`sweep`](Self::sweep).
pub struct SqlStore<E: Engine> {
    pool: Pool<E>,
    listener: Listener,
}

impl<E: Engine> SqlStore<E> {
    /// Creates a store that uses the application's own pool.
    ///
    /// A pool for SQLite should use WAL and a `busy_timeout`, as [`connect`](Self::connect) does. For an
    /// SQLite database in memory, the pool must have exactly one connection that is never closed.
    #[must_use]
    pub fn new(pool: Pool<E>) -> Self {
        Self {
            pool,
            listener: Listener::default(),
        }
    }

    /// Connects with a new pool of at most 10 connections (one for SQLite in memory). Examples of URLs:
    /// `sqlite:sessions.db` (the file is created if it does not exist, but its folder must exist),
    /// `sqlite::memory:`, `postgres://user:password@host/database`,
    /// `mysql://user:password@host/database`. Characters with a meaning in URLs are percent-encoded,
    /// including `?` in the name of a file.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL is for another store or cannot be parsed, if the database refuses the
    /// connection, or if it does not answer within 5 seconds. Once the URL is parsed, errors name the
    /// host or the file. They contain no password.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let options = E::options(url)?;
        match E::open(options.clone()).await {
            Ok(pool) => Ok(Self::new(pool)),
            Err(error) => Err(told::<E>(&options, error)),
        }
    }

    /// Calls `listener` with the progress of [`migrate`](Self::migrate) and [`sweep`](Self::sweep), which
    /// is also logged through `tracing`. Clones that were made before do not call it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn example() -> Result<(), login::store::StoreError> {
    /// use login::store::{SqlProgress, SqliteStore};
    ///
    /// let store = SqliteStore::connect("sqlite:sessions.db")
    ///     .await?
    ///     .on_progress(|progress| match progress {
    ///         SqlProgress::Migrating { version, last } => println!("step {version} of {last}"),
    ///         SqlProgress::Swept { removed } => println!("{removed} have expired"),
    ///         _ => {}
    ///     });
    /// store.migrate().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn on_progress(self, listener: impl Fn(&SqlProgress<'_>) + Send + Sync + 'static) -> Self {
        Self {
            listener: Listener::new(listener),
            ..self
        }
    }

    /// Returns the pool, to share it or to close it.
    #[must_use]
    pub fn pool(&self) -> &Pool<E> {
        &self.pool
    }

    /// Creates the tables, and updates those of an older version. Existing rows are kept, and any number
    /// of processes may call this at the same time. Requires the right to create tables.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be reached or refuses. Also returns an error if a later
    /// version of this crate has migrated the tables, because this version might write rows that the
    /// later one does not understand.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let (pool, listener) = (self.pool.clone(), self.listener.clone());
        finished(async move {
            let options = pool.connect_options();
            let found = retried::<E, _, _>(|| E::migrate(&pool, &listener)).await;
            let found = found.map_err(|error| not_migrated::<E>(&options, error))?;
            let known = E::MIGRATIONS.len();
            let Some(steps) = known.checked_sub(migrations::number(found)) else {
                return Err(newer::<E>(&options, found));
            };
            listener.tell(E::LOG_NAME, SqlProgress::Migrated { steps });
            Ok(())
        })
        .await
    }

    /// Returns the SQL that [`migrate`](Self::migrate) runs, in this order. It is also in
    /// `src/store/sql/migrations` of this crate. Each migration records in `login_migrations` that it
    /// has run.
    #[must_use]
    pub fn migrations() -> &'static [&'static str] {
        E::MIGRATIONS
    }

    /// Returns the statements that search for rows, so that tests can inspect their query plans.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    #[must_use]
    pub fn statements() -> [&'static str; 13] {
        E::SQL.all()
    }
}

/// Runs an operation with retries, and adds context to its error.
async fn asked<E, T, A>(pool: &Pool<E>, attempt: impl FnMut() -> A) -> Result<T, StoreError>
where
    E: Engine,
    A: Future<Output = Result<T, Error>>,
{
    let answer = retried::<E, _, _>(attempt).await;
    answer.map_err(|error| told::<E>(&pool.connect_options(), error))
}

impl<E: Engine> Clone for SqlStore<E> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            listener: self.listener.clone(),
        }
    }
}

impl<E: Engine> fmt::Debug for SqlStore<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The `Debug` of the pool would reveal how to connect.
        f.debug_tuple("SqlStore").field(&E::LOG_NAME).finish()
    }
}

impl<E: Engine> SessionStore for SqlStore<E> {
    fn name(&self) -> &'static str {
        E::LOG_NAME
    }

    async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let (pool, entry, now) = (self.pool.clone(), entry.clone(), number(now));
        finished(
            async move { asked(&pool, || operations::create(&pool, &entry, limit, now)).await },
        )
        .await
    }

    async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        let (pool, key, now) = (self.pool.clone(), *key, number(now));
        finished(async move { asked(&pool, || operations::load(&pool, &key, now)).await }).await
    }

    async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        let (pool, entry, now) = (self.pool.clone(), entry.clone(), number(now));
        finished(async move { asked(&pool, || operations::update(&pool, &entry, now)).await }).await
    }

    async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        let (pool, key, now) = (self.pool.clone(), *key, number(now));
        finished(async move {
            asked(&pool, || operations::touch(&pool, &key, seen, expires, now)).await
        })
        .await
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let (pool, now) = (self.pool.clone(), number(now));
        let (old, new) = (*old, new.clone());
        finished(async move {
            let attempt = || operations::replace(&pool, &old, version, &new, limit, now);
            asked(&pool, attempt).await
        })
        .await
    }

    async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        let (pool, key, now) = (self.pool.clone(), *key, number(now));
        finished(async move { asked(&pool, || operations::delete(&pool, &key, now)).await }).await
    }

    async fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> Result<Written, StoreError> {
        let (pool, key, now) = (self.pool.clone(), *key, number(now));
        finished(async move {
            let attempt = || operations::delete_version(&pool, &key, version, now);
            asked(&pool, attempt).await
        })
        .await
    }

    async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        let (pool, owner, now) = (self.pool.clone(), owner.to_owned(), number(now));
        finished(async move { asked(&pool, || operations::list(&pool, &owner, now)).await }).await
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Result<u64, StoreError> {
        let (pool, now) = (self.pool.clone(), number(now));
        let (owner, except) = (owner.to_owned(), except.to_vec());
        finished(async move {
            asked(&pool, || operations::delete_of(&pool, &owner, &except, now)).await
        })
        .await
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Result<u64, StoreError> {
        let (pool, now) = (self.pool.clone(), number(now));
        finished(
            async move { asked(&pool, || operations::delete_expired(&pool, at_most, now)).await },
        )
        .await
    }
}
