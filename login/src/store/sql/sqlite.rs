//! SQLite. There is one writer at a time, so that nothing needs a lock of its own.

use std::{convert::identity, str::FromStr, time::Duration};

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
};
use crate::store::Entry;

const INSERT: &str = "INSERT INTO login_sessions
    (key_hash, kind, owner, version, created, seen, expires, data)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (key_hash) DO UPDATE SET
        seq = (SELECT max(seq) + 1 FROM login_sessions), kind = excluded.kind,
        owner = excluded.owner, version = excluded.version, created = excluded.created,
        seen = excluded.seen, expires = excluded.expires, data = excluded.data
    WHERE login_sessions.expires <= ?9";

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

    async fn open(url: &str) -> Result<Pool<Self>, Error> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was written before the power failed may be lost, and nothing is torn.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().acquire_timeout(Duration::from_secs(5));
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        let pool = if in_memory {
            // The database is gone with its last connection, and others would wait for locks.
            pool.min_connections(1)
                .max_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
        } else {
            pool
        };
        pool.connect_with(options).await
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

    async fn migrate(pool: &Pool<Self>) -> Result<(), Error> {
        let mut transaction = pool.begin_with(Self::SQL.begin).await?;
        migrations::run::<Self>(&mut transaction).await?;
        transaction.commit().await
    }

    fn is_passing(error: &dyn DatabaseError) -> bool {
        let code = error.code().and_then(|code| code.parse::<u32>().ok());
        // SQLITE_BUSY and SQLITE_LOCKED; what else the code tells stands in its higher bytes.
        code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
    }
}
