//! The parts in which database engines differ. The operations themselves are written once, in
//! [`operations`](super::operations).

use std::future::Future;

use sqlx::{Connection, Database, Error, Pool, error::DatabaseError};

use super::progress::Listener;
use crate::store::{Entry, Key, Kind, StoreError};

/// A value that is bound to a placeholder.
#[allow(missing_debug_implementations)] // The values do not belong in a log.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    Bytes(&'a [u8]),
    Owner(Option<&'a str>),
    Number(i64),
}

/// The statements of an engine. The names in brackets are the values that a statement takes, in this
/// order.
#[derive(Debug)]
pub struct Statements {
    /// Begins a transaction in which each statement sees what others have committed before it.
    pub begin: &'static str,
    /// Selects an entry [key, now].
    pub load: &'static str,
    /// Selects the version of an entry [key, now].
    pub version: &'static str,
    /// Writes an entry [data, seen, expires, key, version, now].
    pub update: &'static str,
    /// Moves the times forward [seen, expires, key, now].
    pub touch: &'static str,
    /// Removes a live entry [key, now].
    pub delete_live: &'static str,
    /// Removes an expired entry [key, now].
    pub delete_dead: &'static str,
    /// Removes a live entry with this version [key, version, now].
    pub delete_version: &'static str,
    /// Selects a row if the owner has more than `n` entries, not counting the one under the key
    /// [owner, kind, now, key, n].
    pub is_full: &'static str,
    /// Removes all but the newest `n` entries, except the one under the key [owner, kind, now, key, n].
    pub evict: &'static str,
    /// Selects the live entries of an owner, the oldest first [owner, now].
    pub list: &'static str,
    /// Removes the live entries of an owner [owner, now]. More conditions may be appended.
    pub delete_live_of: &'static str,
    /// Removes the expired entries of an owner [owner, now]. More conditions may be appended.
    pub delete_dead_of: &'static str,
    /// Removes expired entries [now, largest number].
    pub delete_expired: &'static str,
}

#[cfg(feature = "testing")]
impl Statements {
    /// Returns the statements that search for rows.
    pub(super) fn all(&self) -> [&'static str; 13] {
        [
            self.load,
            self.version,
            self.update,
            self.touch,
            self.delete_live,
            self.delete_dead,
            self.delete_version,
            self.is_full,
            self.evict,
            self.list,
            self.delete_live_of,
            self.delete_dead_of,
            self.delete_expired,
        ]
    }
}

type Answer<T> = Result<T, Error>;

/// The connection options of an engine.
pub(super) type Options<E> = <<E as Database>::Connection as Connection>::Options;

/// A database engine: SQLite, PostgreSQL, or MySQL and MariaDB.
pub trait Engine: Database {
    const LOG_NAME: &'static str;
    const SQL: Statements;
    /// The migrations in order. The first one leads to version 1.
    const MIGRATIONS: &'static [&'static str];

    /// Parses a URL of this engine. The error contains no password.
    fn options(url: &str) -> Result<Options<Self>, StoreError>;

    /// Opens a pool for a store that does not use the application's pool.
    fn open(options: Options<Self>) -> impl Future<Output = Answer<Pool<Self>>> + Send;

    /// Returns the engine and its address, without user and password.
    fn place(options: &Options<Self>) -> String;

    /// Returns the placeholder of the n-th value in a statement, counted from 1.
    fn placeholder(n: usize) -> String;

    /// Runs a statement that changes rows, and returns how many rows it has matched.
    // Not one function with `impl Trait` for both kinds of text: the compiler could then not prove that
    // the futures of stores that wrap this one are `Send`.
    fn execute(
        connection: &mut Self::Connection,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Answer<u64>> + Send;

    /// Runs a statement that was built at run time. It must not contain text from outside.
    fn execute_text(
        connection: &mut Self::Connection,
        sql: String,
        values: &[Value<'_>],
    ) -> impl Future<Output = Answer<u64>> + Send;

    /// Runs a statement that returns entries.
    fn entries(
        connection: &mut Self::Connection,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Answer<Vec<Entry>>> + Send;

    /// Runs a statement that returns one number or no row.
    fn number(
        connection: &mut Self::Connection,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Answer<Option<i64>>> + Send;

    /// Runs statements that return no rows.
    fn script(
        connection: &mut Self::Connection,
        sql: &'static str,
    ) -> impl Future<Output = Answer<()>> + Send;

    /// Adds an entry unless a live entry has its key, and returns whether it was added.
    fn insert(
        connection: &mut Self::Connection,
        entry: &Entry,
        now: i64,
    ) -> impl Future<Output = Answer<bool>> + Send;

    /// Locks an owner until the end of the transaction, and waits until no other transaction holds it.
    fn lock(
        connection: &mut Self::Connection,
        owner: &str,
    ) -> impl Future<Output = Answer<()>> + Send;

    /// Runs the migrations that have not run yet, and returns the version that it has found.
    fn migrate(pool: &Pool<Self>, listener: &Listener) -> impl Future<Output = Answer<i64>> + Send;

    /// Returns whether the error is about a missing table or column.
    fn is_unmigrated(error: &dyn DatabaseError) -> bool;

    /// Returns what to do about an error whose message does not state that.
    fn advice(_: &dyn DatabaseError) -> Option<&'static str> {
        None
    }

    /// Returns whether the operation failed only because of another transaction, and may be retried.
    fn is_passing(error: &dyn DatabaseError) -> bool;
}

/// Converts a time or a version to a number that databases can store. Larger values become
/// `i64::MAX`, which as a time is in the year 292 billion.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The values of a row, not yet validated.
pub(super) struct Row {
    pub(super) key: Vec<u8>,
    pub(super) kind: i64,
    pub(super) owner: Option<Vec<u8>>,
    pub(super) version: i64,
    pub(super) created: i64,
    pub(super) seen: i64,
    pub(super) expires: i64,
    pub(super) data: Vec<u8>,
}

impl TryFrom<Row> for Entry {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let garbage =
            |what| Error::Decode(format!("a row of `login_sessions` has no {what}").into());
        let number = |number: i64| u64::try_from(number).map_err(|_| garbage("valid number"));
        let kind = u8::try_from(row.kind).ok().and_then(Kind::of_number);
        let key = <[u8; 32]>::try_from(row.key).map_err(|_| garbage("key of 32 bytes"))?;
        let owner = row.owner.map(String::from_utf8).transpose();
        Ok(Self {
            key: Key::from_bytes(key),
            kind: kind.ok_or_else(|| garbage("known kind"))?,
            owner: owner.map_err(|_| garbage("owner in UTF-8"))?,
            version: number(row.version)?,
            created: number(row.created)?,
            seen: number(row.seen)?,
            expires: number(row.expires)?,
            data: row.data,
        })
    }
}

/// Returns the values of an entry, in the order of the columns in the statements.
pub(super) fn values_of(entry: &Entry) -> [Value<'_>; 8] {
    [
        Value::Bytes(entry.key.as_bytes()),
        Value::Number(entry.kind.number().into()),
        Value::Owner(entry.owner.as_deref()),
        Value::Number(number(entry.version)),
        Value::Number(number(entry.created)),
        Value::Number(number(entry.seen)),
        Value::Number(number(entry.expires)),
        Value::Bytes(&entry.data),
    ]
}
