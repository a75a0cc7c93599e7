//! The suite of stores.

use std::{
    env,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use login::store::{RedisStore, conformance};
use login_tests::servers::RedisServer;

/// A server for all these tests that run at the same time; the last one ends it.
fn shared_server() -> Option<Arc<RedisServer>> {
    static SHARED: Mutex<Weak<RedisServer>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = shared.upgrade() {
        return Some(server);
    }
    let server = Arc::new(RedisServer::start(&[])?);
    *shared = Arc::downgrade(&server);
    Some(server)
}

async fn store(url: String) -> RedisStore {
    let builder = RedisStore::builder(url).prefix("{login suite}:");
    builder.connect().await.unwrap()
}

macro_rules! promises {
    ($($group:ident::$promise:ident)*) => {
        $(
            #[test]
            fn $promise() {
                let promise = conformance::$group::$promise;
                // A server of one's own choice, such as another version, or Valkey.
                if let Ok(url) = env::var("LOGIN_TEST_REDIS_URL") {
                    conformance::run(store(url), promise);
                } else if let Some(server) = shared_server() {
                    conformance::run(store(server.url()), promise);
                }
            }
        )*
    };
}

login::__session_store_promises!(promises!);
