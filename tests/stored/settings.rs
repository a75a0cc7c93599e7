//! What the builder says of settings that make no sense.

use std::time::Duration;

use login::{
    LoginManagerBuilder, SecretKey,
    store::{MemoryStore, WhenFull},
};
use login_tests::{TestApp, Users};

fn refused(settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder) -> String {
    let secret = SecretKey::generate().unwrap();
    let builder = TestApp::sealed(secret, &Users::new(), &login::testing::TestClock::new());
    settings(builder).build().unwrap_err().to_string()
}

fn with_store(builder: LoginManagerBuilder) -> LoginManagerBuilder {
    builder.session_store(MemoryStore::new())
}

#[test]
fn a_setting_of_stores_without_a_store_is_refused() {
    let said = |setting: &str| {
        format!("`{setting}` needs sessions in a store; add `.session_store(…)`, or remove it")
    };
    assert_eq!(
        refused(|builder| builder.concurrent_sessions(2, WhenFull::Refuse)),
        said("concurrent_sessions")
    );
    assert_eq!(
        refused(|builder| builder.remembered_logins(2)),
        said("remembered_logins")
    );
    assert_eq!(
        refused(|builder| builder.remember_overlap(Duration::from_secs(9))),
        said("remember_overlap")
    );
    assert_eq!(
        refused(|builder| builder.session_store_timeout(Duration::from_secs(9))),
        said("session_store_timeout")
    );
}

#[test]
fn a_limit_or_a_patience_of_nothing_is_refused() {
    let none = refused(|builder| with_store(builder).concurrent_sessions(0, WhenFull::Refuse));
    assert_eq!(none, "`concurrent_sessions` must be at least 1");
    let none = refused(|builder| with_store(builder).remembered_logins(0));
    assert_eq!(none, "`remembered_logins` must be at least 1");
    let none = refused(|builder| with_store(builder).session_store_timeout(Duration::ZERO));
    assert_eq!(none, "`session_store_timeout` must be more than zero");
}
