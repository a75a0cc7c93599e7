//! A PostgreSQL server that does not wait for its disk.

use login::store::PostgresStore;
use login_tests::servers::{self, skip};
use sqlx::Row;

use super::Engine;
use crate::{Result, figures::Room};

/// Settings with which all data fits into memory, and all writes between two checkpoints fit into the log.
const SETTINGS: [&str; 4] = ["-c", "shared_buffers=1GB", "-c", "max_wal_size=8GB"];

const PARTS: &str = "SELECT relname::text, pg_relation_size(oid) FROM pg_class
    WHERE relname LIKE 'login\\_sessions%' AND relkind IN ('r', 'i')";

pub(crate) struct Postgres {
    store: PostgresStore,
    _server: servers::Postgres,
}

impl Postgres {
    /// Starts the server. Returns `None` if PostgreSQL is not installed.
    pub(crate) async fn start() -> Result<Option<Self>> {
        let Some(server) = servers::Postgres::start(&SETTINGS) else {
            skip("no postgres");
            return Ok(None);
        };
        let store = PostgresStore::connect(&server.url()).await?;
        store.migrate().await?;
        Ok(Some(Self {
            store,
            _server: server,
        }))
    }
}

impl Engine for Postgres {
    const NAME: &'static str = "postgres";
    type Store = PostgresStore;

    fn store(&self) -> &PostgresStore {
        &self.store
    }

    async fn version(&self) -> Result<String> {
        let version = sqlx::query_scalar("SELECT split_part(version(), ' ', 2)");
        Ok(version.fetch_one(self.store.pool()).await?)
    }

    /// Does the work of autovacuum and of the checkpointer. This also frees the space of the dead rows that
    /// the measurements have left.
    async fn settle(&self) -> Result<()> {
        for statement in ["VACUUM ANALYZE login_sessions", "CHECKPOINT"] {
            sqlx::query(statement).execute(self.store.pool()).await?;
        }
        Ok(())
    }

    async fn room(&self, sessions: u32) -> Result<Room> {
        let sessions = i64::from(sessions);
        let per_session = |bytes: i64| u64::try_from(bytes / sessions);
        let total = sqlx::query_scalar("SELECT pg_total_relation_size('login_sessions')");
        let bytes_per_session = per_session(total.fetch_one(self.store.pool()).await?)?;
        let rows = sqlx::query(PARTS).fetch_all(self.store.pool()).await?;
        let parts = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, per_session(row.try_get(1)?)?)))
            .collect::<Result<_>>()?;
        Ok(Room {
            bytes_per_session,
            parts,
        })
    }
}
