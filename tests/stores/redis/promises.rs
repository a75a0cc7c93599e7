//! The suite of stores, as a user of Redis who has no more rights than are needed.

use std::{env, sync::OnceLock};

use login::store::RedisStore;
use login_tests::servers::RedisServer;

use super::rights;

login::session_store_suite!(store());

async fn store() -> Option<RedisStore> {
    static SERVER: OnceLock<Option<RedisServer>> = OnceLock::new();
    // A server of one's own choice, such as another version, or Valkey.
    let url = if let Ok(url) = env::var("LOGIN_TEST_REDIS_URL") {
        url
    } else {
        rights::url(SERVER.get_or_init(rights::server).as_ref()?)
    };
    Some(rights::connect(&url).await.unwrap())
}
