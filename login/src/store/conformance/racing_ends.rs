//! Concurrent deletions and writes. The promises hold in whichever order the operations happen.

use super::{
    Probe,
    expiring::{self, EARLIER},
    probe::holds,
    races::{ROUNDS, at_once, both},
    sample,
};
use crate::store::{Entry, Key, SessionStore, Written};

async fn delete<S: SessionStore>(store: Probe<S>, key: Key) -> bool {
    store.delete(&key).await
}

async fn delete_of<S: SessionStore>(store: Probe<S>, owner: String) -> u64 {
    store.delete_of(&owner, &[]).await
}

async fn update<S: SessionStore>(store: Probe<S>, entry: Entry) -> Written {
    store.update(&entry).await
}

async fn replace<S: SessionStore>(store: Probe<S>, old: Entry, new: Entry) -> Written {
    store.replace(&old, &new, None).await
}

/// A deleted entry is gone after a concurrent `update`: a logout is final, whatever other requests write.
pub async fn what_is_deleted_stays_deleted_whatever_is_updated(store: &Probe<impl SessionStore>) {
    let promise = "after `delete` and `update` at the same time, the entry is gone";
    for round in 0..ROUNDS {
        let owner = sample::owner();
        let entry = store.session(&owner);
        store.add(&entry).await;
        let deleting = delete(store.clone(), entry.key);
        let updating = update(store.clone(), entry.clone());
        let (deleted, updated) = both(deleting, updating, round).await;
        holds(promise, deleted, true);
        let is_right = matches!(updated, Written::Done | Written::Gone);
        assert!(is_right, "broken: {promise}\n  answered: {updated:?}");
        store.has_not(promise, &entry.key).await;
        store.lists(promise, &owner, []).await;
    }
}

/// A deleted entry is gone after a concurrent `touch`.
pub async fn what_is_deleted_stays_deleted_whatever_is_touched(store: &Probe<impl SessionStore>) {
    let promise = "after `delete` and `touch` at the same time, the entry is gone";
    for round in 0..ROUNDS {
        let owner = sample::owner();
        let entry = store.session(&owner);
        store.add(&entry).await;
        let (touching, key) = (store.clone(), entry.key);
        let (seen, expires) = (entry.seen + 1, entry.expires + 1);
        let touching = async move { touching.touch(&key, seen, expires).await };
        let deleting = delete(store.clone(), entry.key);
        // `touch` may happen before or after the deletion.
        let (deleted, _) = both(deleting, touching, round).await;
        holds(promise, deleted, true);
        store.has_not(promise, &entry.key).await;
        store.lists(promise, &owner, []).await;
    }
}

/// Of `delete` and `replace`, exactly one succeeds. If both did, a logout would end nothing; if neither
/// did, a login would be lost.
pub async fn an_entry_is_deleted_or_replaced(store: &Probe<impl SessionStore>) {
    let promise = "of `delete` and `replace` at the same time, one finds the entry there";
    for round in 0..ROUNDS {
        let owner = sample::owner();
        let [old, new] = [store.session(&owner), store.session(&owner)];
        store.add(&old).await;
        let deleting = delete(store.clone(), old.key);
        let replacing = replace(store.clone(), old.clone(), new.clone());
        let (deleted, replaced) = both(deleting, replacing, round).await;
        store.has_not(promise, &old.key).await;
        if deleted {
            holds(promise, replaced, Written::Gone);
            store.has_not(promise, &new.key).await;
            store.lists(promise, &owner, []).await;
        } else {
            holds(promise, replaced, Written::Done);
            store.has(promise, &new).await;
            store.lists(promise, &owner, [&new]).await;
        }
    }
}

/// Of several deletions, exactly one returns that the entry existed.
pub async fn an_entry_is_deleted_once(store: &Probe<impl SessionStore>) {
    let promise = "of several `delete` at the same time, one finds the entry there";
    for _ in 0..ROUNDS {
        let entry = store.session(&sample::owner());
        store.add(&entry).await;
        let deletes = std::iter::repeat_with(|| delete(store.clone(), entry.key));
        let answers = at_once(deletes.take(4)).await;
        let found = answers.iter().filter(|deleted| **deleted).count();
        holds(promise, found, 1);
        store.has_not(promise, &entry.key).await;
    }
}

/// `delete_version` and `update` never both succeed. Otherwise a successful update would be lost.
pub async fn a_version_is_deleted_or_updated(store: &Probe<impl SessionStore>) {
    let promise = "of `delete_version` and `update` at the same time, one is done";
    for round in 0..ROUNDS {
        let owner = sample::owner();
        let mut entry = store.session(&owner);
        store.add(&entry).await;
        let (deleting, key) = (store.clone(), entry.key);
        let deleting = async move { deleting.delete_version(&key, 0).await };
        let updating = update(store.clone(), entry.clone());
        match both(deleting, updating, round).await {
            (Written::Done, updated) => {
                holds(promise, updated, Written::Gone);
                store.has_not(promise, &entry.key).await;
                store.lists(promise, &owner, []).await;
            }
            (deleted, updated) => {
                holds(
                    promise,
                    (deleted, updated),
                    (Written::Conflict, Written::Done),
                );
                entry.version = 1;
                store.has(promise, &entry).await;
                store.lists(promise, &owner, [&entry]).await;
            }
        }
    }
}

/// A concurrent `delete_of` either removes and counts a new entry, or the entry exists afterwards, under
/// its key and in the list.
pub async fn an_owners_end_comes_before_or_after_a_new_entry(store: &Probe<impl SessionStore>) {
    let promise = "`create` comes before or after a `delete_of` at the same time";
    for round in 0..ROUNDS {
        let owner = sample::owner();
        let [old, new] = [store.session(&owner), store.session(&owner)];
        store.add(&old).await;
        let (creating, entry) = (store.clone(), new.clone());
        let creating = async move { creating.create(&entry, None).await };
        let ending = delete_of(store.clone(), owner.clone());
        let (ended, created) = both(ending, creating, round).await;
        holds(promise, created, Written::Done);
        store.has_not(promise, &old.key).await;
        if ended == 1 {
            store.has(promise, &new).await;
            store.lists(promise, &owner, [&new]).await;
        } else {
            holds(promise, ended, 2);
            store.has_not(promise, &new.key).await;
            store.lists(promise, &owner, []).await;
        }
    }
}

/// A session that is being renewed does not escape "log out everywhere".
pub async fn no_replacement_escapes_the_end_of_its_owner(store: &Probe<impl SessionStore>) {
    let promise = "after `delete_of` and `replace` at the same time, the owner has nothing";
    for round in 0..ROUNDS {
        let owner = sample::owner();
        let [old, new] = [store.session(&owner), store.session(&owner)];
        store.add(&old).await;
        let ending = delete_of(store.clone(), owner.clone());
        let replacing = replace(store.clone(), old.clone(), new.clone());
        let (ended, replaced) = both(ending, replacing, round).await;
        holds(promise, ended, 1);
        let is_right = matches!(replaced, Written::Done | Written::Gone);
        assert!(is_right, "broken: {promise}\n  answered: {replaced:?}");
        for gone in [old, new] {
            store.has_not(promise, &gone.key).await;
        }
        store.lists(promise, &owner, []).await;
    }
}

/// A session that is being written does not escape "log out everywhere".
pub async fn no_update_escapes_the_end_of_its_owner(store: &Probe<impl SessionStore>) {
    let promise = "after `delete_of` and `update` at the same time, the owner has nothing";
    for round in 0..ROUNDS {
        let owner = sample::owner();
        let entry = store.session(&owner);
        store.add(&entry).await;
        let ending = delete_of(store.clone(), owner.clone());
        let updating = update(store.clone(), entry.clone());
        let (ended, updated) = both(ending, updating, round).await;
        holds(promise, ended, 1);
        let is_right = matches!(updated, Written::Done | Written::Gone);
        assert!(is_right, "broken: {promise}\n  answered: {updated:?}");
        store.has_not(promise, &entry.key).await;
        store.lists(promise, &owner, []).await;
    }
}

/// `delete_expired` does not remove a new entry whose key belonged to an expired one.
pub async fn a_key_made_anew_is_not_removed_as_expired(store: &Probe<impl SessionStore>) {
    let promise = "`delete_expired` leaves a key alone that is created anew at the same time";
    for round in 0..ROUNDS {
        let old = expiring::expired(EARLIER);
        store.at(old.created).add(&old).await;
        let owner = sample::owner();
        let new = Entry {
            key: old.key,
            ..store.session(&owner)
        };
        let then = store.at(old.expires);
        let (creating, removing) = (then.clone(), then);
        let entry = new.clone();
        let creating = async move { creating.create(&entry, None).await };
        let removing = async move { removing.delete_expired(10).await };
        let (created, _) = both(creating, removing, round).await;
        holds(promise, created, Written::Done);
        store.has(promise, &new).await;
        store.lists(promise, &owner, [&new]).await;
    }
}
