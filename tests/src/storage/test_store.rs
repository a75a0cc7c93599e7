//! A store of the kind over which the tests run.

use std::fmt;

use login::store::{Entry, Key, Limit, SessionStore, StoreError, Written};
use sqlx::Row;
use tokio::sync::OnceCell;

use super::engine::{Engine, Kept};

/// An empty store of the kind over which the tests run. It connects when it is first used, in the
/// runtime of that call.
#[derive(Default)]
pub struct TestStore(OnceCell<Kept>);

/// Calls an operation of the underlying store.
macro_rules! ask {
    ($test_store:ident, $operation:ident($($argument:expr),*)) => {
        match $test_store.kept().await? {
            Kept::Memory(store) => store.$operation($($argument),*).await,
            Kept::Sqlite(store) => store.$operation($($argument),*).await,
            Kept::Redis(store, ..) => store.$operation($($argument),*).await,
            Kept::Postgres(store) => store.$operation($($argument),*).await,
            Kept::MySql(store) => store.$operation($($argument),*).await,
        }
    };
}

/// Counts the rows of a table of sessions.
macro_rules! count {
    ($store:ident) => {{
        let rows = sqlx::query("SELECT count(*) FROM login_sessions");
        let rows: i64 = rows.fetch_one($store.pool()).await.unwrap().get(0);
        usize::try_from(rows).unwrap()
    }};
}

impl TestStore {
    fn engine() -> Engine {
        Engine::of_this_run().unwrap_or(Engine::Memory)
    }

    /// Connects now, so that no request has to wait for the connection.
    pub async fn connect(&self) {
        self.kept().await.unwrap();
    }

    async fn kept(&self) -> Result<&Kept, StoreError> {
        self.0.get_or_try_init(|| Self::engine().connect()).await
    }

    /// Returns the number of entries of all owners.
    #[allow(clippy::len_without_is_empty)] // Not needed.
    pub async fn len(&self) -> usize {
        match self.kept().await.unwrap() {
            Kept::Memory(store) => store.len(),
            Kept::Sqlite(store) => count!(store),
            Kept::Postgres(store) => count!(store),
            Kept::MySql(store) => count!(store),
            Kept::Redis(_, client, entries) => {
                let mut server = client.get_multiplexed_async_connection().await.unwrap();
                let keys = redis::cmd("KEYS").arg(entries).take();
                let keys: Vec<String> = keys.query_async(&mut server).await.unwrap();
                keys.len()
            }
        }
    }
}

impl fmt::Debug for TestStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl SessionStore for TestStore {
    fn name(&self) -> &'static str {
        match Self::engine() {
            Engine::Memory => "memory",
            Engine::Sqlite => "sqlite",
            Engine::Redis(_) => "redis",
            Engine::Postgres(_) => "postgres",
            Engine::MySql(_) => "mysql",
        }
    }

    async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        ask!(self, create(entry, limit, now))
    }

    async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        ask!(self, load(key, now))
    }

    async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        ask!(self, update(entry, now))
    }

    async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        ask!(self, touch(key, seen, expires, now))
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        ask!(self, replace(old, version, new, limit, now))
    }

    async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        ask!(self, delete(key, now))
    }

    async fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> Result<Written, StoreError> {
        ask!(self, delete_version(key, version, now))
    }

    async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        ask!(self, list(owner, now))
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Result<u64, StoreError> {
        ask!(self, delete_of(owner, except, now))
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Result<u64, StoreError> {
        ask!(self, delete_expired(at_most, now))
    }
}
