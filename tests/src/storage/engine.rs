//! The available stores, and the servers that they need.

#![allow(clippy::panic)] // A test may panic.

use std::{
    env,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use login::store::{MemoryStore, MySqlStore, PostgresStore, RedisStore, SqliteStore, StoreError};
use sqlx::AssertSqlSafe;

use super::again::STORE;
use crate::servers::{MariaDb, Postgres, RedisServer, skip};

/// Connects to a store and creates its tables.
macro_rules! migrated {
    ($store:ident, $url:expr) => {{
        let store = $store::connect($url).await?;
        store.migrate().await?;
        store
    }};
}

/// Runs SQL on a server.
macro_rules! run_on {
    ($store:ident, $url:expr, $sql:expr) => {
        let server = $store::connect($url).await?;
        let run = sqlx::raw_sql(AssertSqlSafe($sql)).execute(server.pool());
        run.await.map_err(StoreError::new)?;
    };
}

/// The kind of a store, and the URL of its server.
#[derive(Clone, Copy, Debug)]
pub(super) enum Engine {
    Memory,
    Sqlite,
    Redis(&'static str),
    Postgres(&'static str),
    MySql(&'static str),
}

/// An empty store of one of these kinds.
pub(super) enum Kept {
    Memory(MemoryStore),
    Sqlite(SqliteStore),
    /// With a client for the server, and the pattern of the keys of its entries.
    Redis(RedisStore, redis::Client, String),
    Postgres(PostgresStore),
    MySql(MySqlStore),
}

impl Engine {
    /// Returns the store over which the tests run, if they run over one. If its server is not installed,
    /// this is the store in memory, and a message is printed.
    pub(super) fn of_this_run() -> Option<Self> {
        static FOUND: OnceLock<Option<Engine>> = OnceLock::new();
        *FOUND.get_or_init(|| {
            let store = env::var(STORE).ok()?;
            let engine = match store.as_str() {
                "memory" => Some(Self::Memory),
                "sqlite" => Some(Self::Sqlite),
                "redis" => RedisServer::shared().map(Self::Redis),
                "postgres" => Postgres::shared().map(Self::Postgres),
                "mysql" => MariaDb::shared().map(Self::MySql),
                other => panic!("no such store: {other}"),
            };
            if engine.is_none() {
                skip(&format!(
                    "tests over {store}: they run over the store in memory"
                ));
            }
            engine.or(Some(Self::Memory))
        })
    }

    /// Returns all stores that are available.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self::Memory, Self::Sqlite];
        all.extend(RedisServer::shared().map(Self::Redis));
        all.extend(Postgres::shared().map(Self::Postgres));
        all.extend(MariaDb::shared().map(Self::MySql));
        all
    }

    /// Returns the URL of an empty database. In Redis, only the prefix makes a store empty.
    pub(super) async fn url(self, name: &str) -> Result<String, StoreError> {
        Ok(match self {
            Self::Memory => "memory".to_owned(),
            Self::Sqlite => "sqlite::memory:".to_owned(),
            Self::Redis(url) => url.to_owned(),
            Self::Postgres(url) => {
                let schema = format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}");
                run_on!(PostgresStore, url, schema);
                let and = if url.contains('?') { '&' } else { '?' };
                format!("{url}{and}options[search_path]={name}")
            }
            Self::MySql(url) => {
                let schema = format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}");
                run_on!(MySqlStore, url, schema);
                let (server, _) = url.rsplit_once('/').unwrap();
                format!("{server}/{name}")
            }
        })
    }

    /// Creates an empty store, which is separate from all others.
    pub(super) async fn connect(self) -> Result<Kept, StoreError> {
        let name = new_name();
        let url = self.url(&name).await?;
        Ok(match self {
            Self::Memory => Kept::Memory(MemoryStore::new()),
            Self::Sqlite => Kept::Sqlite(migrated!(SqliteStore, &url)),
            Self::Redis(_) => {
                let prefix = format!("{{{name}}}:");
                let store = RedisStore::builder(&url).prefix(&prefix).connect();
                let client = redis::Client::open(url.as_str()).map_err(StoreError::new)?;
                Kept::Redis(store.await?, client, format!("{prefix}e:*"))
            }
            Self::Postgres(_) => Kept::Postgres(migrated!(PostgresStore, &url)),
            Self::MySql(_) => Kept::MySql(migrated!(MySqlStore, &url)),
        })
    }
}

/// Returns a name that no other test uses.
pub(super) fn new_name() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    format!("login_{}_{number}", std::process::id())
}
