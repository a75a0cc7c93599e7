//! Where the sessions of the application under test are: in the cookie, or in the store over
//! which the tests run again.

mod again;
mod engine;
mod test_store;

use std::{cell::OnceCell, sync::Arc, time::Duration};

use login::LoginManagerBuilder;

use self::engine::{Engine, new_name};
pub use self::{again::run_again_over, test_store::TestStore};

/// No test is about how fast a store answers on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

thread_local! {
    /// The store of one test, so that two managers of it share one.
    static STORE: OnceCell<Arc<TestStore>> = const { OnceCell::new() };
}

/// The store of this test.
#[must_use]
pub fn store() -> Arc<TestStore> {
    STORE.with(|store| Arc::clone(store.get_or_init(Arc::default)))
}

/// Whether the sessions of these tests are in a store.
#[must_use]
pub fn is_stored() -> bool {
    Engine::of_this_run().is_some()
}

/// Tests that run again have the sessions in that store.
pub(crate) fn with_storage(builder: LoginManagerBuilder) -> LoginManagerBuilder {
    if !is_stored() {
        return builder;
    }
    builder
        .session_store(store())
        .session_store_timeout(PATIENCE)
}

/// Connects, if there is a store, so that no request has to wait for it.
pub(crate) async fn connect() {
    if let Some(store) = STORE.with(|store| store.get().cloned()) {
        store.connect().await;
    }
}

/// Where an application may have its sessions: `memory`, and a URL for each other store that
/// there is.
pub async fn places() -> Vec<String> {
    let mut places = Vec::new();
    for engine in Engine::all() {
        places.push(engine.url(&new_name()).await.unwrap());
    }
    places
}
