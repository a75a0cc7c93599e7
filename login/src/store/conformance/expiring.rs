//! How expired entries are removed.
//!
//! In a shared database a test must not remove what others need. Here it is a day in 1970, so
//! that nothing else has expired. Others who run these tests may remove the same entries; what
//! does not hold for that reason is tried again. An engine may remove by its own clock what it
//! takes for long expired.

use super::{Probe, probe::holds, sample};
use crate::store::{Entry, Kind, SessionStore};

/// When all of this happens.
const THEN: u64 = 1_000_000;

/// When it happens if much is removed: what expires later is left to the others.
pub(super) const EARLIER: u64 = THEN - 1_000;

/// How often others may get in the way.
const ATTEMPTS: usize = 10;

/// An entry that is expired then, and was not before.
pub(super) fn expired(then: u64) -> Entry {
    let owner = sample::owner();
    let mut entry = sample::entry(Kind::Session, Some(&owner), then - 100);
    entry.expires = then;
    entry
}

/// Five that are expired then.
async fn add_expired(store: &Probe<impl SessionStore>, then: u64) -> [Entry; 5] {
    let entries = std::array::from_fn(|_| expired(then));
    for entry in &entries {
        store.at(entry.created).add(entry).await;
    }
    entries
}

/// How many of these have not been removed: as of before, they are there.
async fn left(store: &Probe<impl SessionStore>, entries: &[Entry]) -> usize {
    let mut left = 0;
    for entry in entries {
        let before = store.at(entry.created);
        left += usize::from(before.load(&entry.key).await.is_some());
    }
    left
}

/// So that removing them never holds up a store for long.
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

/// Asked again and again, until there are none.
pub async fn all_that_has_expired_is_removed_in_the_end(store: &Probe<impl SessionStore>) {
    let promise = "`delete_expired` removes all that has expired, and then answers 0";
    let entries = add_expired(store, EARLIER).await;
    let mut removed = 0;
    for _ in 0..1_000 {
        let more = store.at(EARLIER).delete_expired(3).await;
        removed += more;
        if more == 0 {
            // Otherwise the engine does it by itself, when it likes.
            if removed > 0 {
                holds(promise, left(store, &entries).await, 0);
            }
            return;
        }
    }
    panic!("broken: {promise}\n  promised: 0 in the end\n  answered: more, a thousand times");
}

/// To the second.
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
    // An engine's own clock says that it has expired.
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
