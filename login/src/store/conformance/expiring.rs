//! `delete_expired`.
//!
//! In a shared database, a test must not remove entries that others need. Therefore these tests use a
//! day in 1970, on which no other entries have expired. Concurrent runs of the same tests may remove
//! these entries too, so a check that fails for this reason is repeated. An engine may remove entries
//! that its own clock considers expired.

use super::{Probe, probe::holds, sample};
use crate::store::{Entry, Kind, SessionStore};

/// The time at which these tests take place.
const THEN: u64 = 1_000_000;

/// The time used by tests that remove many entries. Entries of the other tests expire later and are kept.
pub(super) const EARLIER: u64 = THEN - 1_000;

/// How often a check is repeated if concurrent test runs may have interfered.
const ATTEMPTS: usize = 10;

/// Returns an entry that expires at `then`.
pub(super) fn expired(then: u64) -> Entry {
    let owner = sample::owner();
    let mut entry = sample::entry(Kind::Session, Some(&owner), then - 100);
    entry.expires = then;
    entry
}

/// Adds five entries that expire at `then`.
async fn add_expired(store: &Probe<impl SessionStore>, then: u64) -> [Entry; 5] {
    let entries = std::array::from_fn(|_| expired(then));
    for entry in &entries {
        store.at(entry.created).add(entry).await;
    }
    entries
}

/// Counts the entries that have not been removed, by loading them as of a time before their expiry.
async fn left(store: &Probe<impl SessionStore>, entries: &[Entry]) -> usize {
    let mut left = 0;
    for entry in entries {
        let before = store.at(entry.created);
        left += usize::from(before.load(&entry.key).await.is_some());
    }
    left
}

/// `delete_expired` removes no more than `at_most` entries, so that it never blocks a store for long.
pub async fn no_more_than_asked_for_are_removed(store: &Probe<impl SessionStore>) {
    let promise = "`delete_expired` removes at most as many entries as asked for";
    for attempt in 1..=ATTEMPTS {
        let entries = add_expired(store, THEN).await;
        let before = left(store, &entries).await;
        let removed = store.at(THEN).delete_expired(2).await;
        assert!(
            removed <= 2,
            "broken: {promise}\n  promised: 2 at most\n  answered: {removed}"
        );
        let after = left(store, &entries).await;
        if after + 2 >= before {
            return;
        }
        assert!(
            attempt < ATTEMPTS,
            "broken: {promise}\n  promised: 2 at most\n  removed: {} of {before}",
            before - after,
        );
    }
}

/// Repeated calls of `delete_expired` remove all expired entries.
pub async fn all_that_has_expired_is_removed_in_the_end(store: &Probe<impl SessionStore>) {
    let promise = "`delete_expired` removes all that has expired, and then answers 0";
    let entries = add_expired(store, EARLIER).await;
    let mut removed = 0;
    for _ in 0..1_000 {
        let more = store.at(EARLIER).delete_expired(3).await;
        removed += more;
        if more == 0 {
            // If nothing was removed, the engine removes expired entries by itself at some time.
            if removed > 0 {
                holds(promise, left(store, &entries).await, 0);
            }
            return;
        }
    }
    panic!("broken: {promise}\n  promised: 0 in the end\n  answered: more, a thousand times");
}

/// `delete_expired` removes no live entry, not even one that expires in the next second.
pub async fn nothing_live_is_removed(store: &Probe<impl SessionStore>) {
    let promise = "`delete_expired` removes nothing that is live";
    let owner = sample::owner();
    let [lasting, mut ending] = [store.session(&owner), store.session(&owner)];
    ending.created = THEN - 100;
    ending.seen = THEN;
    ending.expires = THEN + 1;
    store.at(ending.created).add(&ending).await;
    store.add(&lasting).await;
    let then = store.at(THEN);
    // `None` if the engine removes entries by its own clock, by which this one has expired.
    let is_kept = then.load(&ending.key).await.is_some();
    for _ in 0..3 {
        then.delete_expired(1_000).await;
    }
    then.has(promise, &lasting).await;
    store.has(promise, &lasting).await;
    if is_kept {
        then.has(promise, &ending).await;
        then.lists(promise, &owner, [&ending, &lasting]).await;
    }
}
