//! SQLite. It allows one writer at a time, so that no locks are needed.

use std::{convert::identity, path::absolute, time::Duration};

use sqlx::{
    Error, Pool, Sqlite, SqliteConnection,
    error::DatabaseError,
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow,
        SqliteSynchronous,
    },
};

use super::{
    asking::{ask, values_and_rows},
    engine::{Engine, Row, Statements, Value, values_of},
    migrations,
    progress::Listener,
};
use crate::store::{Entry, StoreError, address};

/// The prefix of the names that sqlx gives to databases in memory.
const IN_MEMORY: &str = "file:sqlx-in-memory-";

const INSERT: &str = "INSERT INTO login_sessions
    (key_hash, kind, owner, version, created, seen, expires, data)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (key_hash) DO UPDATE SET
        seq = (SELECT max(seq) + 1 FROM login_sessions), kind = excluded.kind,
        owner = excluded.owner, version = excluded.version, created = excluded.created,
        seen = excluded.seen, expires = excluded.expires, data = excluded.data
    WHERE login_sessions.expires <= ?9";
const WRITE_NOTHING: &str = "UPDATE login_migrations SET version = version WHERE false";

values_and_rows!(SqliteArguments, SqliteRow, owner: identity::<&str>);

impl Engine for Sqlite {
    const LOG_NAME: &'static str = "sqlite";
    const MIGRATIONS: &'static [&'static str] = &[include_str!("migrations/sqlite/1_sessions.sql")];
    const SQL: Statements = Statements {
        begin: "BEGIN IMMEDIATE",
        load: "SELECT key_hash, kind, owner, version, created, seen, expires, data
            FROM login_sessions WHERE key_hash = ? AND expires > ?",
        version: "SELECT version FROM login_sessions WHERE key_hash = ? AND expires > ?",
        update: "UPDATE login_sessions
            SET data = ?, seen = ?, expires = ?, version = version + 1
            WHERE key_hash = ? AND version = ? AND expires > ?",
        touch: "UPDATE login_sessions SET seen = max(seen, ?), expires = max(expires, ?)
            WHERE key_hash = ? AND expires > ?",
        delete_live: "DELETE FROM login_sessions WHERE key_hash = ? AND expires > ?",
        delete_dead: "DELETE FROM login_sessions WHERE key_hash = ? AND expires <= ?",
        delete_version: "DELETE FROM login_sessions
            WHERE key_hash = ? AND version = ? AND expires > ?",
        is_full: "SELECT 1 FROM login_sessions
            WHERE owner = ? AND kind = ? AND expires > ? AND key_hash <> ?
            LIMIT 1 OFFSET ?",
        evict: "DELETE FROM login_sessions WHERE seq IN (
            SELECT seq FROM login_sessions
            WHERE owner = ? AND kind = ? AND expires > ? AND key_hash <> ?
            ORDER BY created DESC, seq DESC LIMIT -1 OFFSET ?)",
        list: "SELECT key_hash, kind, owner, version, created, seen, expires, data
            FROM login_sessions WHERE owner = ? AND expires > ? ORDER BY created, seq",
        delete_live_of: "DELETE FROM login_sessions WHERE owner = ? AND expires > ?",
        delete_dead_of: "DELETE FROM login_sessions WHERE owner = ? AND expires <= ?",
        delete_expired: "DELETE FROM login_sessions WHERE seq IN (
            SELECT seq FROM login_sessions WHERE expires <= ? ORDER BY expires LIMIT ?)",
    };

    ask!();

    fn options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
        address::check_scheme(url, "SqliteStore", "sqlite:sessions.db")?;
        let unusable = |why| StoreError::new(format!("the URL of `SqliteStore` {why}"));
        // Each connection would use a database of its own, or one that `open` takes for a file.
        if url.contains("mode=memory") {
            return Err(unusable(
                "has a `mode=memory`; write `sqlite::memory:`".to_owned(),
            ));
        }
        let options = url.parse::<SqliteConnectOptions>();
        let options = options.map_err(|error| unusable(format!("cannot be read: {error}")))?;
        if options.get_filename().as_os_str().is_empty() {
            let why = "names no file; write one like `sqlite:sessions.db`, or `sqlite::memory:`";
            return Err(unusable(why.to_owned()));
        }
        Ok(options)
    }

    async fn open(options: SqliteConnectOptions) -> Result<Pool<Self>, Error> {
        let in_memory = is_in_memory(&options);
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // The last writes may be lost in a power failure, but the file is not corrupted.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().acquire_timeout(Duration::from_secs(5));
        let pool = if in_memory {
            // The database ends with its last connection, and further connections would wait for locks.
            pool.min_connections(1)
                .max_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
        } else {
            pool
        };
        pool.connect_with(options).await
    }

    fn place(options: &SqliteConnectOptions) -> String {
        if is_in_memory(options) {
            return "sqlite in memory".to_owned();
        }
        let file = options.get_filename();
        let file = absolute(file).unwrap_or_else(|_| file.to_owned());
        format!("sqlite at {}", file.display())
    }

    fn placeholder(_: usize) -> String {
        "?".to_owned()
    }

    async fn insert(
        connection: &mut SqliteConnection,
        entry: &Entry,
        now: i64,
    ) -> Result<bool, Error> {
        let [key, kind, owner, version, created, seen, expires, data] = values_of(entry);
        let now = Value::Number(now);
        let values = [key, kind, owner, version, created, seen, expires, data, now];
        Ok(Self::execute(connection, INSERT, &values).await? > 0)
    }

    async fn lock(_: &mut SqliteConnection, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn migrate(pool: &Pool<Self>, listener: &Listener) -> Result<i64, Error> {
        let mut transaction = pool.begin_with(Self::SQL.begin).await?;
        let found = migrations::run::<Self>(&mut transaction, listener).await?;
        // A read-only file would otherwise not be noticed before the first login if no migration runs.
        Self::script(&mut transaction, WRITE_NOTHING).await?;
        transaction.commit().await?;
        Ok(found)
    }

    fn is_passing(error: &dyn DatabaseError) -> bool {
        // SQLITE_BUSY and SQLITE_LOCKED.
        matches!(code(error), Some(5 | 6))
    }

    fn is_unmigrated(error: &dyn DatabaseError) -> bool {
        let message = error.message();
        // These are of the kind SQLITE_ERROR, whose code is not more specific.
        message.contains("no such table: login_")
            || message.contains("no such column")
            || message.contains("has no column named")
    }

    fn advice(error: &dyn DatabaseError) -> Option<&'static str> {
        match code(error)? {
            // SQLITE_READONLY
            8 => Some("this process must be allowed to write the file and in its folder"),
            // SQLITE_CANTOPEN
            14 => Some(
                "its folder must exist, and this process be allowed to read and write the file \
                 and in the folder",
            ),
            // SQLITE_NOTADB
            26 => Some("the file is something else; name another"),
            _ => None,
        }
    }
}

/// Returns the primary code of an error. The higher bytes contain details.
fn code(error: &dyn DatabaseError) -> Option<u32> {
    let code = error.code()?.parse::<u32>().ok()?;
    Some(code & 0xff)
}

fn is_in_memory(options: &SqliteConnectOptions) -> bool {
    let file = options.get_filename().to_str();
    file.is_some_and(|file| file.starts_with(IN_MEMORY))
}
