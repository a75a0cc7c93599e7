//! Where the sessions of the application under test are: the name of the test target says it.

use std::{cell::RefCell, sync::Arc};

use login::{
    LoginManagerBuilder,
    store::{MemoryStore, RedisStore, SqliteStore, StoreError},
};

use crate::{connected::Connected, servers::RedisServer};

/// The stores of one test, so that two managers of it share one.
#[derive(Default)]
struct Stores {
    memory: Option<Arc<MemoryStore>>,
    sqlite: Option<Arc<Connected<SqliteStore>>>,
    redis: Option<(RedisServer, Arc<Connected<RedisStore>>)>,
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
