//! `replace` with a limit.

use super::{
    Probe,
    probe::holds,
    sample::{self, evicting, refusing},
};
use crate::store::{Entry, SessionStore, Written};

const NEITHER: &str = "a `replace` that is not done neither removes nor adds";

/// An owner at the limit can still renew an existing entry.
pub async fn the_old_entry_does_not_count(store: &Probe<impl SessionStore>) {
    let promise = "the old entry does not count against the limit of `replace`";
    for limit in [refusing(2), evicting(2)] {
        let owner = sample::owner();
        let [first, other, new] = std::array::from_fn(|_| store.session(&owner));
        store.add(&first).await;
        store.add(&other).await;
        let written = store.replace(&other, &new, limit).await;
        holds(promise, written, Written::Done);
        store.lists(promise, &owner, [&first, &new]).await;
    }
}

/// The oldest entry is evicted if a visitor becomes a user who is at the limit.
pub async fn a_replacement_evicts_the_oldest(store: &Probe<impl SessionStore>) {
    let promise = "`replace` by an entry of a full owner evicts the oldest of that owner";
    let owner = sample::owner();
    let [mut first, second, new] = std::array::from_fn(|_| store.session(&owner));
    let [visitor, other_kind] = [store.visitor(), store.remembered(&owner)];
    first.created -= 1;
    for entry in [&second, &first, &visitor, &other_kind] {
        store.add(entry).await;
    }
    let written = store.replace(&visitor, &new, evicting(2)).await;
    holds(promise, written, Written::Done);
    store.has_not(promise, &first.key).await;
    store.has_not(promise, &visitor.key).await;
    let left = [&second, &other_kind, &new];
    store.lists(promise, &owner, left).await;
}

/// If the limit refuses the new entry, the visitor's entry is kept.
pub async fn a_full_owner_gets_no_replacement(store: &Probe<impl SessionStore>) {
    let promise = "`replace` by an entry of a full owner is refused";
    let owner = sample::owner();
    let [first, second, new] = std::array::from_fn(|_| store.session(&owner));
    let visitor = store.visitor();
    for entry in [&first, &second, &visitor] {
        store.add(entry).await;
    }
    let written = store.replace(&visitor, &new, refusing(2)).await;
    holds(promise, written, Written::Full);
    store.has(NEITHER, &visitor).await;
    store.has_not(NEITHER, &new.key).await;
    store.lists(NEITHER, &owner, [&first, &second]).await;
}

/// A `replace` that fails does not change which entry is the oldest.
pub async fn a_failed_replacement_leaves_the_order(store: &Probe<impl SessionStore>) {
    let [owner, full] = [sample::owner(), sample::owner()];
    let [first, second, third] = std::array::from_fn(|_| store.session(&owner));
    let taken = store.session(&full);
    for entry in [&first, &second, &taken] {
        store.add(entry).await;
    }
    let new = store.session(&full);
    let written = store.replace(&first, &new, refusing(1)).await;
    holds("`replace` is refused", written, Written::Full);
    let new = Entry {
        key: taken.key,
        ..store.session(&owner)
    };
    let written = store.replace(&first, &new, None).await;
    holds("`replace` is a conflict", written, Written::Conflict);
    store.lists(NEITHER, &owner, [&first, &second]).await;
    store.add_within(&third, evicting(2)).await;
    let promise = "a `replace` that is not done does not change which entry is the oldest";
    store.lists(promise, &owner, [&second, &third]).await;
}

/// A `replace` that fails evicts nothing.
pub async fn a_conflicting_replacement_evicts_nothing(store: &Probe<impl SessionStore>) {
    let promise = "a `replace` that is not done evicts nothing";
    let owner = sample::owner();
    let [first, second] = std::array::from_fn(|_| store.session(&owner));
    let visitor = store.visitor();
    for entry in [&first, &second, &visitor] {
        store.add(entry).await;
    }
    let newer = Entry {
        version: 1,
        ..visitor.clone()
    };
    let new = store.session(&owner);
    let written = store.replace(&newer, &new, evicting(1)).await;
    holds(promise, written, Written::Conflict);
    let taken = Entry {
        key: second.key,
        ..new.clone()
    };
    let written = store.replace(&visitor, &taken, evicting(1)).await;
    holds(promise, written, Written::Conflict);
    let unknown = store.visitor();
    let written = store.replace(&unknown, &new, evicting(1)).await;
    holds(promise, written, Written::Gone);
    store.lists(promise, &owner, [&first, &second]).await;
    store.has(promise, &visitor).await;
}
