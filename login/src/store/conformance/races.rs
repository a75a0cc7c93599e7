//! Runs operations concurrently, and counts their results.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{Arc, Barrier},
    thread,
};

use tokio::{runtime::Handle, sync::oneshot};

use super::{Probe, probe::holds};
use crate::store::{Entry, Limit, SessionStore, Written};

/// How often a race is repeated, because its winner differs.
pub(super) const ROUNDS: u64 = 25;

/// Runs all tasks at the same time, each on a thread of its own, and returns their results in the same
/// order. All of them use the current runtime, because drivers are tied to one.
pub(super) async fn at_once<T: Send + 'static>(
    tasks: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let tasks: Vec<_> = tasks.into_iter().collect();
    let start = Arc::new(Barrier::new(tasks.len()));
    let run = |task| {
        let (runtime, start) = (Handle::current(), Arc::clone(&start));
        let (answer, answered) = oneshot::channel();
        thread::spawn(move || {
            start.wait();
            let task = AssertUnwindSafe(|| runtime.block_on(task));
            // The receiver is gone if another thread has panicked.
            drop(answer.send(catch_unwind(task)));
        });
        answered
    };
    let running: Vec<_> = tasks.into_iter().map(run).collect();
    let mut answers = Vec::new();
    for answered in running {
        match answered.await {
            Ok(Ok(answer)) => answers.push(answer),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(error) => panic!("a thread ended without an answer: {error}"),
        }
    }
    answers
}

/// Creates all entries at the same time.
pub(super) async fn create_at_once<S: SessionStore>(
    store: &Probe<S>,
    entries: &[Entry],
    limit: Option<Limit>,
) -> Vec<Written> {
    let create = |entry: &Entry| {
        let (store, entry) = (store.clone(), entry.clone());
        async move { store.create(&entry, limit).await }
    };
    at_once(entries.iter().map(create)).await
}

pub(super) fn count(answers: &[Written], counted: Written) -> usize {
    answers.iter().filter(|answer| **answer == counted).count()
}

/// Returns the entries whose write had this result.
pub(super) fn those_answered<'a>(
    entries: &'a [Entry],
    answers: &[Written],
    so: Written,
) -> Vec<&'a Entry> {
    let both = entries.iter().zip(answers);
    let those = both.filter(|(_, answer)| **answer == so);
    those.map(|(entry, _)| entry).collect()
}

/// Asserts that the owner has `many` entries, and that `load` finds the listed ones among `entries` but
/// not the others. Returns the listed entries.
pub(super) async fn has_as_many(
    store: &Probe<impl SessionStore>,
    promise: &str,
    owner: &str,
    entries: &[Entry],
    many: usize,
) -> Vec<Entry> {
    let listed = store.list(owner).await;
    holds(promise, listed.len(), many);
    for entry in entries {
        if listed.contains(entry) {
            store.has(promise, entry).await;
        } else {
            store.has_not(promise, &entry.key).await;
        }
    }
    listed
}

/// Runs both at the same time. Which of them has a head start alternates between rounds.
pub(super) async fn both<A: Send + 'static, B: Send + 'static>(
    one: impl Future<Output = A> + Send + 'static,
    other: impl Future<Output = B> + Send + 'static,
    round: u64,
) -> (A, B) {
    enum Either<A, B> {
        One(A),
        Other(B),
    }
    type Task<T> = Pin<Box<dyn Future<Output = T> + Send>>;

    let one: Task<Either<A, B>> = Box::pin(async { Either::One(one.await) });
    let other: Task<Either<A, B>> = Box::pin(async { Either::Other(other.await) });
    let mut tasks = vec![one, other];
    if round.is_multiple_of(2) {
        tasks.reverse();
    }
    let (mut first, mut second) = (None, None);
    for answer in at_once(tasks).await {
        match answer {
            Either::One(answer) => first = Some(answer),
            Either::Other(answer) => second = Some(answer),
        }
    }
    match (first, second) {
        (Some(first), Some(second)) => (first, second),
        _ => panic!("one of two tasks has not answered"),
    }
}
