//! `delete`, `delete_version` and `delete_of`.

use super::{Probe, probe::holds, sample};
use crate::store::{Entry, Key, SessionStore, Written};

/// A deleted entry can no longer be loaded or listed. Other entries are not affected.
pub async fn a_deleted_entry_is_gone(store: &Probe<impl SessionStore>) {
    let promise = "a deleted entry is gone, and nothing else";
    let owner = sample::owner();
    let [first, second] = [store.session(&owner), store.session(&owner)];
    let [remembered, visitor] = [store.remembered(&owner), store.visitor()];
    let all = [&first, &second, &remembered, &visitor];
    for entry in all {
        store.add(entry).await;
    }
    store.update(&first).await;
    for (at, deleted) in all.into_iter().enumerate() {
        let answer = store.delete(&deleted.key).await;
        holds("`delete` answers that the entry was there", answer, true);
        store.has_not(promise, &deleted.key).await;
        let left = all.into_iter().skip(at + 1);
        for entry in left.clone() {
            store.has(promise, entry).await;
        }
        let left = left.filter(|entry| entry.owner.is_some());
        store.lists(promise, &owner, left).await;
    }
}

/// Deleting an entry that does not exist returns `false`, so only the first of several calls
/// returns `true`.
pub async fn what_is_gone_is_not_deleted_again(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let [unknown, deleted, replaced, expired] = std::array::from_fn(|_| store.session(&owner));
    for entry in [&deleted, &replaced, &expired] {
        store.add(entry).await;
    }
    store.delete(&deleted.key).await;
    store.replace(&replaced, &store.visitor(), None).await;
    for (entry, what, now) in [
        (&unknown, "was never created", store.now()),
        (&deleted, "was deleted", store.now()),
        (&replaced, "was replaced", store.now()),
        (&expired, "expires now", expired.expires),
        (&expired, "has expired", expired.expires + 1),
    ] {
        let promise = format!("`delete` of what {what} answers that it was not there");
        let answer = store.at(now).delete(&entry.key).await;
        holds(&promise, answer, false);
    }
}

/// `delete_version` leaves an entry alone if another request has changed it meanwhile.
pub async fn an_entry_is_deleted_if_it_has_the_version(store: &Probe<impl SessionStore>) {
    let promise = "`delete_version` of another version is a conflict and removes nothing";
    let owner = sample::owner();
    for mut entry in [
        store.session(&owner),
        store.remembered(&owner),
        store.visitor(),
    ] {
        store.add(&entry).await;
        for kept in 0..3 {
            for version in (0..5).filter(|version| *version != kept) {
                let answer = store.delete_version(&entry.key, version).await;
                holds(promise, answer, Written::Conflict);
                store.has(promise, &entry).await;
            }
            store.update(&entry).await;
            entry.version += 1;
        }
        let promise = "`delete_version` removes an entry of that version";
        let answer = store.delete_version(&entry.key, entry.version).await;
        holds(promise, answer, Written::Done);
        store.has_not(promise, &entry.key).await;
        store.lists(promise, &owner, []).await;
    }
}

/// `delete_version` returns `Gone` if the entry does not exist.
pub async fn what_is_gone_has_no_version_to_be_deleted(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let [unknown, deleted, expired] = std::array::from_fn(|_| store.session(&owner));
    for entry in [&deleted, &expired] {
        store.add(entry).await;
    }
    store.delete_version(&deleted.key, deleted.version).await;
    for (entry, what, now) in [
        (&unknown, "was never created", store.now()),
        (&deleted, "was deleted", store.now()),
        (&expired, "expires now", expired.expires),
    ] {
        let promise = format!("`delete_version` of what {what} finds it gone");
        let store = store.at(now);
        let answer = store.delete_version(&entry.key, entry.version).await;
        holds(&promise, answer, Written::Gone);
    }
}

/// `delete_of` removes all entries of the owner, of both kinds, and no others.
pub async fn all_entries_of_an_owner_are_deleted(store: &Probe<impl SessionStore>) {
    let promise = "`delete_of` removes all entries of the owner, and nobody else's";
    let [owner, other] = [sample::owner(), sample::owner()];
    let [first, second] = [store.session(&owner), store.session(&owner)];
    let [third, visitor] = [store.remembered(&owner), store.visitor()];
    let [others, others_too] = [store.session(&other), store.remembered(&other)];
    for entry in [&first, &second, &third, &visitor, &others, &others_too] {
        store.add(entry).await;
    }
    holds(promise, store.delete_of(&owner, &[]).await, 3);
    for gone in [&first, &second, &third] {
        store.has_not(promise, &gone.key).await;
    }
    store.lists(promise, &owner, []).await;
    store.lists(promise, &other, [&others, &others_too]).await;
    store.has(promise, &visitor).await;
    holds(promise, store.delete_of(&owner, &[]).await, 0);
    holds(promise, store.delete_of(&sample::owner(), &[]).await, 0);
}

/// `delete_of` keeps the entries in `except`, as "log out everywhere else" needs it.
pub async fn the_exceptions_are_kept(store: &Probe<impl SessionStore>) {
    let promise = "`delete_of` keeps the entries under the keys of `except`, as they are";
    let owner = sample::owner();
    let entries: [Entry; 5] = std::array::from_fn(|_| store.session(&owner));
    let remembered = store.remembered(&owner);
    for entry in entries.iter().chain([&remembered]) {
        store.add(entry).await;
    }
    let [first, second, third, fourth, fifth] = &entries;
    let except = [fourth.key, remembered.key, second.key];
    holds(promise, store.delete_of(&owner, &except).await, 3);
    let left = [second, fourth, &remembered];
    store.lists(promise, &owner, left).await;
    for entry in left {
        store.has(promise, entry).await;
    }
    for gone in [first, third, fifth] {
        store.has_not(promise, &gone.key).await;
    }
    holds(promise, store.delete_of(&owner, &except).await, 0);
    holds(promise, store.delete_of(&owner, &[fourth.key]).await, 2);
    store.lists(promise, &owner, [fourth]).await;
}

/// `except` may contain keys of other owners, unknown keys, duplicates and many keys.
pub async fn strange_exceptions_change_nothing(store: &Probe<impl SessionStore>) {
    let promise = "`delete_of` does not care for keys in `except` that are not the owner's";
    let [owner, other] = [sample::owner(), sample::owner()];
    let [first, second, others] = [
        store.session(&owner),
        store.session(&owner),
        store.session(&other),
    ];
    for entry in [&first, &second, &others] {
        store.add(entry).await;
    }
    let unknown = std::iter::repeat_with(sample::key).take(150);
    let strange = [others.key, second.key, second.key];
    let except: Vec<Key> = unknown.chain(strange).collect();
    holds(promise, store.delete_of(&owner, &except).await, 1);
    store.lists(promise, &owner, [&second]).await;
    store.lists(promise, &other, [&others]).await;
    holds(promise, store.delete_of(&owner, &[others.key]).await, 1);
    store.lists(promise, &owner, []).await;
    store.lists(promise, &other, [&others]).await;
}

/// `delete_of` does not count expired entries.
pub async fn expired_entries_of_an_owner_do_not_count(store: &Probe<impl SessionStore>) {
    let promise = "`delete_of` counts the live entries alone";
    let owner = sample::owner();
    let [expired, mut lasting] = [store.session(&owner), store.session(&owner)];
    lasting.expires += 1;
    store.add(&expired).await;
    store.add(&lasting).await;
    let later = store.at(expired.expires);
    holds(promise, later.delete_of(&owner, &[]).await, 1);
    later.lists(promise, &owner, []).await;
}
