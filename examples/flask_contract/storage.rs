//! The storage of the sessions, which the variable `STORAGE` selects.

use std::{env, error::Error, process};

use login::{
    LoginManagerBuilder,
    store::{MemoryStore, MySqlStore, PostgresStore, RedisStore, SqliteStore},
};

/// `cookie` (the default), `memory`, or the URL of a Redis or of a database.
pub(crate) async fn chosen(
    manager: LoginManagerBuilder,
) -> Result<LoginManagerBuilder, Box<dyn Error>> {
    let storage = match env::var("STORAGE") {
        Ok(storage) => storage,
        Err(env::VarError::NotPresent) => return Ok(manager),
        Err(error) => return Err(error.into()),
    };
    let (scheme, _) = storage.split_once(':').unwrap_or((&storage, ""));
    Ok(match scheme {
        "cookie" => manager,
        "memory" => manager.session_store(MemoryStore::new()),
        "redis" | "rediss" => {
            // The user table belongs to this process, so its logins must as well.
            let prefix = format!("{{flask_contract {}}}:", process::id());
            let store = RedisStore::builder(&storage).prefix(prefix);
            manager.session_store(store.connect().await?)
        }
        "sqlite" => {
            let store = SqliteStore::connect(&storage).await?;
            store.migrate().await?;
            manager.session_store(store)
        }
        "postgres" => {
            let store = PostgresStore::connect(&storage).await?;
            store.migrate().await?;
            manager.session_store(store)
        }
        "mysql" => {
            let store = MySqlStore::connect(&storage).await?;
            store.migrate().await?;
            manager.session_store(store)
        }
        other => return Err(format!("no such STORAGE: {other:?}").into()),
    })
}
