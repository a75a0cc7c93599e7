//! MySQL and MariaDB. Operations on one owner wait for a row of `login_locks`. This lock always ends with
//! its transaction, unlike one of `GET_LOCK`.

use std::time::Duration;

use sqlx::{
    Connection, Error, MySql, MySqlConnection, Pool,
    error::DatabaseError,
    mysql::{MySqlArguments, MySqlConnectOptions, MySqlPoolOptions, MySqlRow},
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
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
const LOCK: &str = "SELECT 1 FROM login_locks WHERE bucket = ? FOR UPDATE";
const LOCK_MIGRATIONS: &str = "SELECT get_lock('login_migrations', 30)";

values_and_rows!(MySqlArguments, MySqlRow, owner: str::as_bytes);

impl Engine for MySql {
    const LOG_NAME: &'static str = "mysql";
    const MIGRATIONS: &'static [&'static str] = &[include_str!("migrations/mysql/1_sessions.sql")];
    const SQL: Statements = Statements {
        // Independent of the server's default: reads after waiting for a lock must see new data, and gaps
        // between rows must not be locked.
        begin: "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION",
        load: "SELECT key_hash, kind, owner, version, created, seen, expires, data
            FROM login_sessions WHERE key_hash = ? AND expires > ?",
        version: "SELECT version FROM login_sessions WHERE key_hash = ? AND expires > ?",
        update: "UPDATE login_sessions
            SET data = ?, seen = ?, expires = ?, version = version + 1
            WHERE key_hash = ? AND version = ? AND expires > ?",
        // sqlx requests the number of matched rows (CLIENT_FOUND_ROWS), whether or not they have changed.
        touch: "UPDATE login_sessions
            SET seen = greatest(seen, ?), expires = greatest(expires, ?)
            WHERE key_hash = ? AND expires > ?",
        delete_live: "DELETE FROM login_sessions WHERE key_hash = ? AND expires > ?",
        delete_dead: "DELETE FROM login_sessions WHERE key_hash = ? AND expires <= ?",
        delete_version: "DELETE FROM login_sessions
            WHERE key_hash = ? AND version = ? AND expires > ?",
        is_full: "SELECT 1 FROM login_sessions
            WHERE owner = ? AND kind = ? AND expires > ? AND key_hash <> ?
            LIMIT 1 OFFSET ?",
        // A join, because MariaDB would scan the whole table for an `IN`.
        evict: "DELETE kept FROM login_sessions AS kept JOIN (
            SELECT seq FROM login_sessions
            WHERE owner = ? AND kind = ? AND expires > ? AND key_hash <> ?
            ORDER BY created DESC, seq DESC LIMIT 9223372036854775807 OFFSET ?
            ) AS surplus ON kept.seq = surplus.seq",
        list: "SELECT key_hash, kind, owner, version, created, seen, expires, data
            FROM login_sessions WHERE owner = ? AND expires > ? ORDER BY created, seq",
        delete_live_of: "DELETE FROM login_sessions WHERE owner = ? AND expires > ?",
        delete_dead_of: "DELETE FROM login_sessions WHERE owner = ? AND expires <= ?",
        delete_expired: "DELETE FROM login_sessions WHERE expires <= ? ORDER BY expires LIMIT ?",
    };

    ask!();

    fn options(url: &str) -> Result<MySqlConnectOptions, StoreError> {
        address::server(url, "MySqlStore", "mysql://user:password@host/database")
    }

    async fn open(options: MySqlConnectOptions) -> Result<Pool<Self>, Error> {
        let pool = MySqlPoolOptions::new()
            .acquire_timeout(Duration::from_secs(5))
            .after_connect(|connection, _| {
                // The default of the server is 50 seconds.
                Box::pin(Self::script(connection, "SET innodb_lock_wait_timeout = 5"))
            });
        pool.connect_with(options).await
    }

    fn place(options: &MySqlConnectOptions) -> String {
        match options.get_socket() {
            Some(socket) => format!("mysql at {}", socket.display()),
            None => format!("mysql at {}:{}", options.get_host(), options.get_port()),
        }
    }

    fn placeholder(_: usize) -> String {
        "?".to_owned()
    }

    async fn insert(
        connection: &mut MySqlConnection,
        entry: &Entry,
        now: i64,
    ) -> Result<bool, Error> {
        let values = values_of(entry);
        let taken = |error: &Error| match error {
            Error::Database(error) => error.is_unique_violation(),
            _ => false,
        };
        match Self::execute(connection, INSERT, &values).await {
            Err(error) if taken(&error) => {}
            inserted => return inserted.map(|_| true),
        }
        // The key may belong to an expired entry, which this removes. Another process may have done so.
        let expired = [Value::Bytes(entry.key.as_bytes()), Value::Number(now)];
        Self::execute(connection, Self::SQL.delete_dead, &expired).await?;
        match Self::execute(connection, INSERT, &values).await {
            Err(error) if taken(&error) => Ok(false),
            inserted => inserted.map(|_| true),
        }
    }

    async fn lock(connection: &mut MySqlConnection, owner: &str) -> Result<(), Error> {
        let [bucket]: [u8; 1] = hash_of_owner(owner);
        let bucket = Value::Number(bucket.into());
        match Self::number(connection, LOCK, &[bucket]).await? {
            Some(_) => Ok(()),
            // No other query returns this error; `errors::advice` relies on that.
            None => Err(Error::RowNotFound),
        }
    }

    async fn migrate(pool: &Pool<Self>, listener: &Listener) -> Result<i64, Error> {
        // Tables cannot be created in a transaction here. The lock belongs to the connection. It is
        // therefore not returned to the pool, and the lock ends with the connection at the latest.
        let mut connection = pool.acquire().await?.detach();
        if Self::number(&mut connection, LOCK_MIGRATIONS, &[]).await? != Some(1) {
            let why = "another process is migrating and has not ended within 30 seconds";
            return Err(Error::Protocol(why.to_owned()));
        }
        let found = migrations::run::<Self>(&mut connection, listener).await?;
        connection.close().await?;
        Ok(found)
    }

    fn is_passing(error: &dyn DatabaseError) -> bool {
        // A deadlock, or a failed certification in a cluster.
        let error = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>();
        error.is_some_and(|error| error.number() == 1213)
    }

    fn is_unmigrated(error: &dyn DatabaseError) -> bool {
        // No such table, or no such column.
        let error = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>();
        error.is_some_and(|error| matches!(error.number(), 1146 | 1054))
    }
}
