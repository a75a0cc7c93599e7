//! What one database engine does in its own way. The operations are written once, in
//! [`operations`](super::operations), on top of this.

use std::future::Future;

use sqlx::{Connection, Database, Error, Pool, error::DatabaseError};

use super::progress::Listener;
use crate::store::{Entry, Key, Kind, StoreError};

/// A value in the place of a placeholder.
#[allow(missing_debug_implementations)] // What is bound belongs into no log.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    Bytes(&'a [u8]),
    Owner(Option<&'a str>),
    Number(i64),
}

/// The statements of an engine. What stands in brackets are the values that they take, in
/// this order.
#[derive(Debug)]
pub struct Statements {
    /// Begins a transaction that sees what others have committed before each statement.
    pub begin: &'static str,
    /// An entry [key, now].
    pub load: &'static str,
    /// The version of an entry [key, now].
    pub version: &'static str,
    /// Writes an entry [data, seen, expires, key, version, now].
    pub update: &'static str,
    /// Moves times forward [seen, expires, key, now].
    pub touch: &'static str,
    /// Removes a live entry [key, now].
    pub delete_live: &'static str,
    /// Removes an expired entry [key, now].
    pub delete_dead: &'static str,
    /// Removes a live entry of that version [key, version, now].
    pub delete_version: &'static str,
    /// Whether there is one entry more than so many besides a key
    /// [owner, kind, now, key, so many].
    pub is_full: &'static str,
    /// Removes all but the newest so many besides a key [owner, kind, now, key, so many].
    pub evict: &'static str,
    /// The live entries of an owner, the oldest first [owner, now].
    pub list: &'static str,
    /// Removes the live entries of an owner [owner, now]; more conditions may follow.
    pub delete_live_of: &'static str,
    /// Removes the expired entries of an owner [owner, now]; more conditions may follow.
    pub delete_dead_of: &'static str,
    /// Removes expired entries [now, at most].
    pub delete_expired: &'static str,
}

#[cfg(feature = "testing")]
impl Statements {
    /// Those that look for rows.
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

/// How to connect.
pub(super) type Options<E> = <<E as Database>::Connection as Connection>::Options;

/// A database engine: SQLite, PostgreSQL, or MySQL and MariaDB.
pub trait Engine: Database {
    const LOG_NAME: &'static str;
    const SQL: Statements;
    /// The migrations in their order; the first is version 1.
    const MIGRATIONS: &'static [&'static str];

    /// What the URL says, if it is one for this engine. The error holds no password.
    fn options(url: &str) -> Result<Options<Self>, StoreError>;

    /// A pool of this store's own.
    fn open(options: Options<Self>) -> impl Future<Output = Answer<Pool<Self>>> + Send;

    /// Which engine, and where it is; no user and no password.
    fn place(options: &Options<Self>) -> String;

    /// How the n-th value is written in a statement, from 1 on.
    fn placeholder(n: usize) -> String;

    /// Runs a statement that changes rows, and tells how many it has found.
    // No `impl Trait` for both texts: stores that wrap this one would not be known to be `Send`.
    fn execute(
        connection: &mut Self::Connection,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Answer<u64>> + Send;

    /// The same with a statement that was put together, of nothing that came from outside.
    fn execute_text(
        connection: &mut Self::Connection,
        sql: String,
        values: &[Value<'_>],
    ) -> impl Future<Output = Answer<u64>> + Send;

    /// Runs a statement that answers entries.
    fn entries(
        connection: &mut Self::Connection,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Answer<Vec<Entry>>> + Send;

    /// Runs a statement that answers a number or nothing.
    fn number(
        connection: &mut Self::Connection,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Answer<Option<i64>>> + Send;

    /// Runs statements that answer nothing.
    fn script(
        connection: &mut Self::Connection,
        sql: &'static str,
    ) -> impl Future<Output = Answer<()>> + Send;

    /// Adds an entry unless a live one has its key, and tells whether it did.
    fn insert(
        connection: &mut Self::Connection,
        entry: &Entry,
        now: i64,
    ) -> impl Future<Output = Answer<bool>> + Send;

    /// Waits until no other transaction holds this owner, and holds it to the end of this one.
    fn lock(
        connection: &mut Self::Connection,
        owner: &str,
    ) -> impl Future<Output = Answer<()>> + Send;

    /// Runs the migrations that have not run, and answers the version that it has found.
    fn migrate(pool: &Pool<Self>, listener: &Listener) -> impl Future<Output = Answer<i64>> + Send;

    /// Whether a table or a column of it is not there.
    fn is_unmigrated(error: &dyn DatabaseError) -> bool;

    /// What to do about an error, where its own words do not say it.
    fn advice(_: &dyn DatabaseError) -> Option<&'static str> {
        None
    }

    /// Whether the transaction was rolled back only because of another one.
    fn is_passing(error: &dyn DatabaseError) -> bool;
}

/// A time or a version as databases can keep it. What is later than the year 292 billion
/// becomes that.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// What a row holds, not yet believed.
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

/// The values of an entry, in the order of the columns that statements name.
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
