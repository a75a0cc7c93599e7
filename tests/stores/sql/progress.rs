//! What migration and sweep tell of themselves.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use login::store::{SqlProgress, SqliteStore};
use login_tests::Log;
use tokio::sync::Notify;
use tracing::Level;

/// What was told, one word or two each.
#[derive(Clone, Default)]
struct Told {
    lines: Arc<Mutex<Vec<String>>>,
    round_ended: Arc<Notify>,
}

impl Told {
    fn listen(&self, store: SqliteStore) -> SqliteStore {
        let told = self.clone();
        store.on_progress(move |progress| {
            let line = match *progress {
                SqlProgress::Migrating { version, last } => {
                    format!("migrating {version} of {last}")
                }
                SqlProgress::Migrated { steps } => format!("migrated {steps}"),
                SqlProgress::Sweeping { removed } => format!("sweeping {removed}"),
                SqlProgress::Swept { removed } => format!("swept {removed}"),
                SqlProgress::SweepFailed { error } => format!("failed {error}"),
                _ => "?".to_owned(),
            };
            if line.starts_with("swept") || line.starts_with("failed") {
                told.round_ended.notify_one();
            }
            told.lines.lock().unwrap().push(line);
        })
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }
}

/// What is told of the first round of a sweep.
pub(super) async fn one_round(store: SqliteStore) -> Vec<String> {
    let told = Told::default();
    let sweeping = told.listen(store).sweep(Duration::from_secs(3600));
    tokio::select! {
        never = sweeping => match never {},
        () = told.round_ended.notified() => told.take(),
    }
}

#[actix_web::test]
async fn a_migration_tells_its_steps_and_the_log_as_well() {
    let (log, _here) = Log::here(Level::INFO);
    let told = Told::default();
    let store = SqliteStore::connect("sqlite::memory:").await.unwrap();
    let store = told.listen(store);
    store.migrate().await.unwrap();
    let last = SqliteStore::migrations().len();
    let mut steps: Vec<_> = (1..=last)
        .map(|n| format!("migrating {n} of {last}"))
        .collect();
    steps.push(format!("migrated {last}"));
    assert_eq!(told.take(), steps);
    // A clone tells the same listener.
    store.clone().migrate().await.unwrap();
    assert_eq!(told.take(), ["migrated 0"]);
    assert_eq!(log.says("migrating the tables"), last, "{}", log.text());
    assert_eq!(log.says("the tables are migrated"), 1, "{}", log.text());
}

#[actix_web::test]
async fn a_sweep_that_fails_tells_why() {
    let store = SqliteStore::connect("sqlite::memory:").await.unwrap();
    let told = one_round(store).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("failed sqlite in memory: "), "{told:?}");
    assert!(told[0].contains("call `migrate()`"), "{told:?}");
}

#[actix_web::test]
async fn a_sweep_with_nothing_to_do_says_so() {
    let store = SqliteStore::connect("sqlite::memory:").await.unwrap();
    store.migrate().await.unwrap();
    assert_eq!(one_round(store).await, ["swept 0"]);
}
