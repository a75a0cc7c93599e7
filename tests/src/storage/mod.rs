//! Where the application under test keeps its sessions: in the cookie, or in the store over which the tests
//! run again.

mod again;
mod engine;
mod test_store;

use std::{cell::OnceCell, sync::Arc, time::Duration};

use login::LoginManagerBuilder;

use self::engine::{Engine, new_name};
pub use self::{again::run_again_over, test_store::TestStore};

/// The store timeout, which is long because tests must not depend on the speed of a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

thread_local! {
    /// The store of one test, which all its managers share.
    static STORE: OnceCell<Arc<TestStore>> = const { OnceCell::new() };
}

/// Returns the store of this test.
#[must_use]
pub fn store() -> Arc<TestStore> {
    STORE.with(|store| Arc::clone(store.get_or_init(Arc::default)))
}

/// Returns whether these tests keep sessions in a store.
#[must_use]
pub fn is_stored() -> bool {
    Engine::of_this_run().is_some()
}

/// Configures the store if these tests run over one.
pub(crate) fn with_storage(builder: LoginManagerBuilder) -> LoginManagerBuilder {
    if !is_stored() {
        return builder;
    }
    builder
        .session_store(store())
        .session_store_timeout(PATIENCE)
}

/// Connects to the store if there is one, so that no request has to wait for the connection.
pub(crate) async fn connect() {
    if let Some(store) = STORE.with(|store| store.get().cloned()) {
        store.connect().await;
    }
}

/// Returns where an application may keep its sessions: `memory`, and the URL of each other available
/// store.
pub async fn places() -> Vec<String> {
    let mut places = Vec::new();
    for engine in Engine::all() {
        places.push(engine.url(&new_name()).await.unwrap());
    }
    places
}
