//! PostgreSQL. Operations on one owner wait for an advisory lock, which always ends with its transaction.

use std::time::Duration;

use sqlx::{
    Error, PgConnection, Pool, Postgres,
    error::DatabaseError,
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow},
};

use super::{
    asking::{ask, values_and_rows},
    engine::{Engine, Row, Statements, Value, values_of},
    migrations,
    progress::Listener,
};
use crate::store::{Entry, StoreError, address, entry::hash_of_owner};

const INSERT: &str = "INSERT INTO login_sessions
    (key_hash, kind, owner, version, created, seen, expires, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (key_hash) DO UPDATE SET
        seq = excluded.seq, kind = excluded.kind, owner = excluded.owner,
        version = excluded.version, created = excluded.created, seen = excluded.seen,
        expires = excluded.expires, data = excluded.data
    WHERE login_sessions.expires <= $9";

// Limits every wait for a lock in this transaction to five seconds.
const LOCK: &str = "SELECT set_config('lock_timeout', '5s', true), pg_advisory_xact_lock($1)";
/// An arbitrary number that nothing else is likely to use: "login mi" in ASCII.
const LOCK_OF_MIGRATIONS: i64 = 0x6c6f_6769_6e20_6d69;

values_and_rows!(PgArguments, PgRow, owner: str::as_bytes);

impl Engine for Postgres {
    const LOG_NAME: &'static str = "postgres";
    const MIGRATIONS: &'static [&'static str] =
        &[include_str!("migrations/postgres/1_sessions.sql")];
    const SQL: Statements = Statements {
        // Independent of the server's default: reads after waiting for a lock must see new data.
        begin: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        load: "SELECT key_hash, kind::int8, owner, version, created, seen, expires, data
            FROM login_sessions WHERE key_hash = $1 AND expires > $2",
        version: "SELECT version FROM login_sessions WHERE key_hash = $1 AND expires > $2",
        update: "UPDATE login_sessions
            SET data = $1, seen = $2, expires = $3, version = version + 1
            WHERE key_hash = $4 AND version = $5 AND expires > $6",
        touch: "UPDATE login_sessions
            SET seen = greatest(seen, $1), expires = greatest(expires, $2)
            WHERE key_hash = $3 AND expires > $4",
        delete_live: "DELETE FROM login_sessions WHERE key_hash = $1 AND expires > $2",
        delete_dead: "DELETE FROM login_sessions WHERE key_hash = $1 AND expires <= $2",
        delete_version: "DELETE FROM login_sessions
            WHERE key_hash = $1 AND version = $2 AND expires > $3",
        is_full: "SELECT 1::int8 FROM login_sessions
            WHERE owner = $1 AND kind = $2 AND expires > $3 AND key_hash <> $4
            LIMIT 1 OFFSET $5",
        // An array, so that the rows are selected once and then found by their keys.
        evict: "DELETE FROM login_sessions WHERE key_hash = ANY (ARRAY(
            SELECT key_hash FROM login_sessions
            WHERE owner = $1 AND kind = $2 AND expires > $3 AND key_hash <> $4
            ORDER BY created DESC, seq DESC OFFSET $5))",
        list: "SELECT key_hash, kind::int8, owner, version, created, seen, expires, data
            FROM login_sessions WHERE owner = $1 AND expires > $2 ORDER BY created, seq",
        delete_live_of: "DELETE FROM login_sessions WHERE owner = $1 AND expires > $2",
        delete_dead_of: "DELETE FROM login_sessions WHERE owner = $1 AND expires <= $2",
        // Skips rows that another process is removing at the moment.
        delete_expired: "DELETE FROM login_sessions WHERE key_hash = ANY (ARRAY(
            SELECT key_hash FROM login_sessions WHERE expires <= $1
            ORDER BY expires LIMIT $2 FOR UPDATE SKIP LOCKED))",
    };

    ask!();

    fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
        address::server(
            url,
            "PostgresStore",
            "postgres://user:password@host/database",
        )
    }

    async fn open(options: PgConnectOptions) -> Result<Pool<Self>, Error> {
        let pool = PgPoolOptions::new().acquire_timeout(Duration::from_secs(5));
        pool.connect_with(options).await
    }

    fn place(options: &PgConnectOptions) -> String {
        match options.get_socket() {
            Some(socket) => format!("postgres at {}", socket.display()),
            None => format!("postgres at {}:{}", options.get_host(), options.get_port()),
        }
    }

    fn placeholder(n: usize) -> String {
        format!("${n}")
    }

    async fn insert(connection: &mut PgConnection, entry: &Entry, now: i64) -> Result<bool, Error> {
        let [key, kind, owner, version, created, seen, expires, data] = values_of(entry);
        let now = Value::Number(now);
        let values = [key, kind, owner, version, created, seen, expires, data, now];
        Ok(Self::execute(connection, INSERT, &values).await? > 0)
    }

    async fn lock(connection: &mut PgConnection, owner: &str) -> Result<(), Error> {
        let lock = Value::Number(i64::from_be_bytes(hash_of_owner(owner)));
        Self::execute(connection, LOCK, &[lock]).await?;
        Ok(())
    }

    async fn migrate(pool: &Pool<Self>, listener: &Listener) -> Result<i64, Error> {
        let mut transaction = pool.begin_with(Self::SQL.begin).await?;
        let lock = Value::Number(LOCK_OF_MIGRATIONS);
        Self::execute(&mut transaction, LOCK, &[lock]).await?;
        let found = migrations::run::<Self>(&mut transaction, listener).await?;
        transaction.commit().await?;
        Ok(found)
    }

    fn is_passing(error: &dyn DatabaseError) -> bool {
        // A failed serialization, or a deadlock.
        matches!(error.code().as_deref(), Some("40001" | "40P01"))
    }

    fn is_unmigrated(error: &dyn DatabaseError) -> bool {
        // No such table, or no such column.
        matches!(error.code().as_deref(), Some("42P01" | "42703"))
    }
}
