//! What is the same for all SQL databases.

mod mysql;
mod postgres;
mod progress;
mod sqlite;

use std::{
    convert::Infallible,
    pin::pin,
    time::{Duration, Instant},
};

use login::store::{Entry, Key, Kind, Limit, SessionStore, StoreError, WhenFull, Written};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use tokio::sync::Notify;

const NOW: u64 = 1_700_000_000;

fn session(number: u8, owner: &str) -> Entry {
    Entry {
        key: Key::from_bytes([number; 32]),
        kind: Kind::Session,
        owner: Some(owner.to_owned()),
        version: 0,
        created: NOW,
        seen: NOW,
        expires: NOW + 1000,
        data: b"data".to_vec(),
    }
}

async fn create(store: &impl SessionStore, entry: &Entry) {
    let written = store.create(entry, None, NOW).await.unwrap();
    assert_eq!(written, Written::Done);
}

/// Asks until there is an answer, for a minute.
async fn patiently<T, F>(mut ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Result<T, StoreError>>,
{
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        match pin!(ask()).await {
            Ok(answer) => return answer,
            Err(error) => assert!(Instant::now() < until, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What cannot be understood is an error and not an absence, and hides no other entry.
async fn garbage_is_an_error(store: &impl SessionStore, what: &str) {
    let Entry { key, .. } = session(1, "u");
    let loaded = store.load(&key, NOW).await;
    let listed = store.list("u", NOW).await;
    assert!(listed.is_err(), "{what}: {listed:?}");
    if !what.contains("key_hash") {
        assert!(loaded.is_err(), "{what}: {loaded:?}");
    }
    let other = store.load(&session(2, "u").key, NOW).await;
    assert!(other.unwrap().is_some(), "{what}");
}

/// No operation waits for ever, and each says that it failed.
async fn every_operation_fails(store: &impl SessionStore) {
    let entry = session(1, "u");
    let key = &entry.key;
    let started = Instant::now();
    let operations = async {
        tokio::join!(
            async { store.create(&entry, None, NOW).await.is_err() },
            async { store.load(key, NOW).await.is_err() },
            async { store.update(&entry, NOW).await.is_err() },
            async { store.touch(key, NOW, NOW, NOW).await.is_err() },
            async { store.replace(key, 0, &entry, None, NOW).await.is_err() },
            async { store.delete(key, NOW).await.is_err() },
            async { store.delete_version(key, 0, NOW).await.is_err() },
            async { store.list("u", NOW).await.is_err() },
            async { store.delete_of("u", &[], NOW).await.is_err() },
            async { store.delete_expired(9, NOW).await.is_err() },
        )
    };
    let failed = Box::pin(operations).await;
    let all = (true, true, true, true, true, true, true, true, true, true);
    assert_eq!(failed, all);
    assert!(started.elapsed() < Duration::from_secs(20));
}

async fn a_long_owner_is_an_error(store: &impl SessionStore) {
    let longest = "ä".repeat(256);
    create(store, &session(7, &longest)).await;
    assert_eq!(store.list(&longest, NOW).await.unwrap().len(), 1);
    let longer = longest + "a";
    let entry = session(8, &longer);
    assert!(store.create(&entry, None, NOW).await.is_err());
    assert!(store.list(&longer, NOW).await.unwrap().is_empty());
}

/// That there are no tables, or older ones, is told with what to do about it.
async fn says_to_migrate(store: &impl SessionStore) {
    let limit = Some(Limit {
        most: 1,
        when_full: WhenFull::EvictOldest,
    });
    let entry = session(1, "u");
    let key = &entry.key;
    let errors = [
        store.create(&entry, None, NOW).await.unwrap_err(),
        store.create(&entry, limit, NOW).await.unwrap_err(),
        store.load(key, NOW).await.unwrap_err(),
        store.update(&entry, NOW).await.unwrap_err(),
        store.list("u", NOW).await.unwrap_err(),
    ];
    for error in errors {
        let told = error.to_string();
        let beginning = format!("{} ", store.name());
        let advice =
            "the tables of `login` are missing or outdated: call `migrate()` once at start";
        assert!(told.starts_with(&beginning), "{told}");
        assert!(told.contains(advice), "{told}");
        assert!(told.contains("login_") || told.contains("data"), "{told}");
    }
}

/// That tables are newer than the program is told when it starts.
fn says_that_it_is_old(migrated: Result<(), StoreError>) {
    let told = migrated.unwrap_err().to_string();
    let why =
        "the tables of `login` are of version 99, but this program knows them only up to version";
    assert!(told.contains(why), "{told}");
}

const OF_TOMORROW: &str = "INSERT INTO login_migrations (version) VALUES (99)";
const OF_YESTERDAY: &str = "ALTER TABLE login_sessions RENAME COLUMN data TO payload";

/// What a failed connection says, and what a store says of itself.
fn tells_no_password<S: std::fmt::Debug>(connected: Result<S, StoreError>) -> String {
    let told = match connected {
        Ok(store) => format!("{store:?}"),
        Err(error) => format!("{error} {error:?}"),
    };
    assert!(!told.contains("geheim"), "{told}");
    told
}

/// Whoever loses patience in the middle of a transaction leaves neither a lock nor a half of it.
async fn who_gives_up_leaves_nothing_behind(store: &impl SessionStore) {
    let limit = Some(Limit {
        most: 1,
        when_full: WhenFull::EvictOldest,
    });
    for number in 1..=200 {
        let entry = session(number, "u");
        let patience = Duration::from_micros(u64::from(number) * 25);
        let created = tokio::time::timeout(patience, store.create(&entry, limit, NOW)).await;
        assert!(!matches!(created, Ok(Err(_))), "{created:?}");
    }
    // What was begun goes on, and then nothing is in the way.
    for number in 201..=255 {
        let last = session(number, "u");
        let written = store.create(&last, limit, NOW).await;
        assert_eq!(written.unwrap(), Written::Done);
        if store.list("u", NOW).await.unwrap() == [last] {
            assert_eq!(store.delete_of("u", &[], NOW).await.unwrap(), 1);
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the limit is not held");
}

/// A round of a sweep tells how many logins are left; neither words of ends nor visitors are any.
async fn a_sweep_counts_the_logins(
    store: &impl SessionStore,
    sweep: impl Future<Output = Infallible>,
    round_ended: &Notify,
) {
    for number in 1..=3 {
        let entry = session(number, "u");
        let expires = 2 * NOW;
        create(store, &Entry { expires, ..entry }).await;
    }
    for (number, kind) in [(4, Kind::Session), (5, Kind::Visitor)] {
        let nobodys = Entry {
            kind,
            owner: None,
            expires: 2 * NOW,
            ..session(number, "")
        };
        create(store, &nobodys).await;
    }
    create(store, &session(6, "u")).await;
    let recorder = DebuggingRecorder::new();
    let here = metrics::set_default_local_recorder(&recorder);
    tokio::select! {
        never = sweep => match never {},
        () = round_ended.notified() => {}
    }
    drop(here);
    let measured = recorder.snapshotter().snapshot().into_vec().into_iter();
    let measured: Vec<_> = measured
        .map(|(key, _, _, value)| (key.key().to_string(), value))
        .collect();
    let name = format!("Key(login_sessions, [store = {}])", store.name());
    assert_eq!(measured, [(name, DebugValue::Gauge(3.0.into()))]);
}
