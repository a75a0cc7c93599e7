//! Where the sessions of the application under test are: the name of the test target says it.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use login::{
    LoginManagerBuilder,
    store::{MemoryStore, MySqlStore, PostgresStore, RedisStore, SqliteStore, StoreError},
};

use sqlx::AssertSqlSafe;

use crate::{
    connected::Connected,
    databases::{MariaDb, Postgres},
    servers::RedisServer,
};

/// The stores of one test, so that two managers of it share one.
#[derive(Default)]
struct Stores {
    memory: Option<Arc<MemoryStore>>,
    sqlite: Option<Arc<Connected<SqliteStore>>>,
    redis: Option<(RedisServer, Arc<Connected<RedisStore>>)>,
    postgres: Option<Arc<Connected<PostgresStore>>>,
    mysql: Option<Arc<Connected<MySqlStore>>>,
}

thread_local! {
    static STORES: RefCell<Stores> = RefCell::default();
}

fn target() -> String {
    let target = std::env::current_exe().unwrap_or_default();
    let name = target.file_stem().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Whether the sessions of this test target are in a store.
#[must_use]
pub fn is_stored() -> bool {
    target().contains("_in_")
}

/// The test targets called `…_in_<store>` run the same tests as those without, over that store.
pub(crate) fn with_storage(builder: LoginManagerBuilder) -> LoginManagerBuilder {
    let target = target();
    if target.contains("_in_sqlite-") {
        return builder.session_store(sqlite());
    }
    if target.contains("_in_redis-")
        && let Some(store) = redis()
    {
        return builder.session_store(store);
    }
    if target.contains("_in_postgres-")
        && let Some(store) = postgres()
    {
        return builder.session_store(store);
    }
    if target.contains("_in_mysql-")
        && let Some(store) = mysql()
    {
        return builder.session_store(store);
    }
    if is_stored() {
        return builder.session_store(memory());
    }
    builder
}

/// The store in memory of this test.
#[must_use]
pub fn memory() -> Arc<MemoryStore> {
    STORES.with_borrow_mut(|stores| Arc::clone(stores.memory.get_or_insert_default()))
}

fn sqlite() -> Arc<Connected<SqliteStore>> {
    let connect = || async {
        let store = SqliteStore::connect("sqlite::memory:").await?;
        store.migrate().await?;
        Ok::<_, StoreError>(store)
    };
    let new = || Arc::new(Connected::new("sqlite", connect));
    STORES.with_borrow_mut(|stores| Arc::clone(stores.sqlite.get_or_insert_with(new)))
}

/// On a server of this test's own; nothing, and it says so, where none is installed.
fn redis() -> Option<Arc<Connected<RedisStore>>> {
    STORES.with_borrow_mut(|stores| {
        if stores.redis.is_none() {
            let server = RedisServer::start(&[])?;
            let url = server.url();
            let connect = move || {
                let url = url.clone();
                async move { RedisStore::connect(&url).await }
            };
            stores.redis = Some((server, Arc::new(Connected::new("redis", connect))));
        }
        stores.redis.as_ref().map(|(_, store)| Arc::clone(store))
    })
}

/// An empty database's statements, and its URL.
fn new_database(server: &str) -> ([String; 2], String) {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let name = format!("login_flows_{}_{number}", std::process::id());
    let make = [
        format!("DROP DATABASE IF EXISTS {name}"),
        format!("CREATE DATABASE {name}"),
    ];
    let (before, _) = server.rsplit_once('/').unwrap();
    (make, format!("{before}/{name}"))
}

/// In a database of this test's own; nothing, and it says so, where no server is installed.
fn postgres() -> Option<Arc<Connected<PostgresStore>>> {
    let server = Postgres::shared()?;
    let connect = move || async move {
        let (make, url) = new_database(server);
        let on_server = PostgresStore::connect(server).await?;
        for statement in make {
            let query = sqlx::raw_sql(AssertSqlSafe(statement));
            query
                .execute(on_server.pool())
                .await
                .map_err(StoreError::new)?;
        }
        let store = PostgresStore::connect(&url).await?;
        store.migrate().await?;
        Ok::<_, StoreError>(store)
    };
    let new = || Arc::new(Connected::new("postgres", connect));
    Some(STORES.with_borrow_mut(|stores| Arc::clone(stores.postgres.get_or_insert_with(new))))
}

/// The same in MariaDB.
fn mysql() -> Option<Arc<Connected<MySqlStore>>> {
    let server = MariaDb::shared()?;
    let connect = move || async move {
        let (make, url) = new_database(server);
        let on_server = MySqlStore::connect(server).await?;
        for statement in make {
            let query = sqlx::raw_sql(AssertSqlSafe(statement));
            query
                .execute(on_server.pool())
                .await
                .map_err(StoreError::new)?;
        }
        let store = MySqlStore::connect(&url).await?;
        store.migrate().await?;
        Ok::<_, StoreError>(store)
    };
    let new = || Arc::new(Connected::new("mysql", connect));
    Some(STORES.with_borrow_mut(|stores| Arc::clone(stores.mysql.get_or_insert_with(new))))
}
