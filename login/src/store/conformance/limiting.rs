//! Limits on the number of entries of an owner.

use super::{
    Probe,
    probe::holds,
    sample::{self, evicting, refusing},
};
use crate::store::{Entry, Kind, SessionStore, Written};

/// The oldest entry by `created` is evicted, regardless of the order in which the entries were added.
pub async fn the_oldest_is_evicted(store: &Probe<impl SessionStore>) {
    let promise = "one entry too many evicts the oldest";
    for kind in [Kind::Session, Kind::Remembered] {
        let owner = sample::owner();
        let mut entries = [40, 20, 10, 30, 50, 60].map(|created| {
            let mut entry = sample::entry(kind, Some(&owner), store.now());
            entry.created -= 100 - created;
            // The time of the last use does not matter.
            entry.seen -= created;
            entry
        });
        for entry in &entries {
            store.add_within(entry, evicting(3)).await;
        }
        entries.sort_by_key(|entry| entry.created);
        for gone in entries.iter().take(3) {
            store.has_not(promise, &gone.key).await;
        }
        store.lists(promise, &owner, entries.iter().skip(3)).await;
    }
}

/// Of entries that were created in the same second, the one that was added first is evicted.
pub async fn of_the_same_age_the_first_added_is_evicted(store: &Probe<impl SessionStore>) {
    let promise = "of entries made in the same second, the first added is evicted";
    let owner = sample::owner();
    let entries: [Entry; 12] = std::array::from_fn(|_| store.session(&owner));
    for (at, entry) in entries.iter().enumerate() {
        store.add_within(entry, evicting(2)).await;
        let left = entries.iter().take(at + 1).skip((at + 1).saturating_sub(2));
        store.lists(promise, &owner, left).await;
    }
}

/// Several entries are evicted if the new limit is lower than before.
pub async fn as_many_are_evicted_as_needed(store: &Probe<impl SessionStore>) {
    let promise = "the owner has at most as many entries as the limit of the last one says";
    let owner = sample::owner();
    let entries: [Entry; 5] = std::array::from_fn(|_| store.session(&owner));
    for entry in &entries {
        store.add(entry).await;
    }
    let new = store.session(&owner);
    store.add_within(&new, evicting(3)).await;
    let left = entries.iter().skip(3).chain([&new]);
    store.lists(promise, &owner, left).await;
    let last = store.session(&owner);
    store.add_within(&last, evicting(1)).await;
    store.lists(promise, &owner, [&last]).await;
}

/// The new entry is not evicted even if its `created` is the oldest, as from a process whose clock is slow.
pub async fn the_new_entry_is_never_the_evicted_one(store: &Probe<impl SessionStore>) {
    let promise = "an entry is there when `create` says that it was made";
    let owner = sample::owner();
    let [first, mut second] = [store.session(&owner), store.session(&owner)];
    second.created -= 60;
    store.add(&first).await;
    store.add_within(&second, evicting(1)).await;
    store.has(promise, &second).await;
    store.lists(promise, &owner, [&second]).await;
}

/// A limit that refuses evicts nothing.
pub async fn one_too_many_is_refused(store: &Probe<impl SessionStore>) {
    let promise = "one entry too many is refused, and changes nothing";
    let owner = sample::owner();
    let entries: [Entry; 3] = std::array::from_fn(|_| store.session(&owner));
    for entry in &entries {
        store.add_within(entry, refusing(3)).await;
    }
    for most in [3, 1] {
        let new = store.session(&owner);
        let written = store.create(&new, Some(refusing(most))).await;
        holds(promise, written, Written::Full);
        store.has_not(promise, &new.key).await;
        store.lists(promise, &owner, &entries).await;
    }
}

/// Sessions and remembered logins are counted separately.
pub async fn another_kind_does_not_count(store: &Probe<impl SessionStore>) {
    let promise = "only entries of the same kind count against a limit";
    let owner = sample::owner();
    let remembered = store.remembered(&owner);
    store.add_within(&remembered, refusing(1)).await;
    let session = store.session(&owner);
    store.add_within(&session, refusing(1)).await;
    let next = store.session(&owner);
    store.add_within(&next, evicting(1)).await;
    store.lists(promise, &owner, [&remembered, &next]).await;
}

/// Entries of other owners and of visitors do not count.
pub async fn another_owner_does_not_count(store: &Probe<impl SessionStore>) {
    let promise = "only entries of the same owner count against a limit";
    let [owner, other] = [sample::owner(), sample::owner()];
    let [others, visitor] = [store.session(&other), store.visitor()];
    store.add_within(&others, refusing(1)).await;
    store.add_within(&visitor, refusing(1)).await;
    let first = store.session(&owner);
    store.add_within(&first, refusing(1)).await;
    let second = store.session(&owner);
    store.add_within(&second, evicting(1)).await;
    store.lists(promise, &owner, [&second]).await;
    store.lists(promise, &other, [&others]).await;
    store.has(promise, &visitor).await;
}

/// Expired entries do not count, whether or not they have been removed yet.
pub async fn what_has_expired_does_not_count(store: &Probe<impl SessionStore>) {
    let promise = "only live entries count against a limit";
    let owner = sample::owner();
    let [mut lasting, expired, third, fourth] = std::array::from_fn(|_| store.session(&owner));
    lasting.expires += 3_600;
    lasting.created -= 1;
    store.add(&lasting).await;
    store.add(&expired).await;
    let later = store.at(expired.expires);
    let [third, fourth] = [third, fourth].map(|entry| Entry {
        expires: entry.expires + 3_600,
        ..entry
    });
    later.add_within(&third, refusing(2)).await;
    later.lists(promise, &owner, [&lasting, &third]).await;
    later.add_within(&fourth, evicting(3)).await;
    let all = [&lasting, &third, &fourth];
    later.lists(promise, &owner, all).await;
}

/// Deleted entries do not count, nor do entries that were replaced by an entry without that owner.
pub async fn what_was_deleted_does_not_count(store: &Probe<impl SessionStore>) {
    let promise = "what is gone does not count against a limit";
    let owner = sample::owner();
    let [deleted, replaced, one, two, three] = std::array::from_fn(|_| store.session(&owner));
    store.add_within(&deleted, refusing(2)).await;
    store.add_within(&replaced, refusing(2)).await;
    store.delete(&deleted.key).await;
    store.add_within(&one, refusing(2)).await;
    store.replace(&replaced, &store.visitor(), None).await;
    store.add_within(&two, refusing(2)).await;
    store.delete_of(&owner, &[two.key]).await;
    store.add_within(&three, refusing(2)).await;
    store.lists(promise, &owner, [&two, &three]).await;
}

/// A limit applies to an owner, so it does not apply to entries without an owner.
pub async fn visitors_are_not_limited(store: &Probe<impl SessionStore>) {
    let promise = "entries without an owner are not limited";
    let visitors: [Entry; 4] = std::array::from_fn(|_| store.visitor());
    for (visitor, limit) in visitors.iter().zip([refusing(1), evicting(1)].repeat(2)) {
        store.add_within(visitor, limit).await;
    }
    for visitor in &visitors {
        store.has(promise, visitor).await;
    }
}

/// A `create` that fails with a conflict evicts nothing.
pub async fn a_conflict_evicts_nothing(store: &Probe<impl SessionStore>) {
    let promise = "a `create` that is a conflict evicts nothing";
    let [owner, other] = [sample::owner(), sample::owner()];
    let [first, second] = [store.session(&owner), store.session(&owner)];
    let others = store.session(&other);
    for entry in [&first, &second, &others] {
        store.add(entry).await;
    }
    for taken in [&second, &others] {
        let new = Entry {
            key: taken.key,
            ..store.session(&owner)
        };
        let written = store.create(&new, Some(evicting(1))).await;
        holds(promise, written, Written::Conflict);
        store.lists(promise, &owner, [&first, &second]).await;
        store.lists(promise, &other, [&others]).await;
    }
}
