//! Concurrent writes.

use super::{
    Probe,
    probe::holds,
    races::{ROUNDS, at_once, both, count, create_at_once, has_as_many, those_answered},
    sample::{self, evicting, refusing},
};
use crate::store::{Entry, SessionStore, Written};

/// If several requests create one key, exactly one of them succeeds and its entry is stored.
pub async fn a_key_is_created_once(store: &Probe<impl SessionStore>) {
    let promise = "of several `create` of one key at the same time, one is done";
    for _ in 0..ROUNDS {
        let owner = sample::owner();
        let key = sample::key();
        let entries: [Entry; 6] = std::array::from_fn(|_| Entry {
            key,
            ..store.session(&owner)
        });
        let answers = create_at_once(store, &entries, None).await;
        holds(promise, count(&answers, Written::Done), 1);
        holds(promise, count(&answers, Written::Conflict), 5);
        let done = those_answered(&entries, &answers, Written::Done);
        store.lists(promise, &owner, done.clone()).await;
        for entry in done {
            store.has(promise, entry).await;
        }
    }
}

/// A limit that evicts holds even if the owner had no entries before, so that there is no row to lock.
pub async fn evicting_holds_the_limit(store: &Probe<impl SessionStore>) {
    let promise = "fifty `create` at the same time with a limit of 2 that evicts leave two";
    for _ in 0..5 {
        let owner = sample::owner();
        let entries: Vec<Entry> = (0..50).map(|_| store.session(&owner)).collect();
        let answers = create_at_once(store, &entries, Some(evicting(2))).await;
        holds(promise, count(&answers, Written::Done), 50);
        has_as_many(store, promise, &owner, &entries, 2).await;
    }
}

/// A limit that refuses holds, and the entries that exist are those reported as created.
pub async fn refusing_holds_the_limit(store: &Probe<impl SessionStore>) {
    let promise = "of fifty `create` at the same time with a limit of 2 that refuses, two are done";
    for _ in 0..5 {
        let owner = sample::owner();
        let entries: Vec<Entry> = (0..50).map(|_| store.session(&owner)).collect();
        let answers = create_at_once(store, &entries, Some(refusing(2))).await;
        holds(promise, count(&answers, Written::Done), 2);
        holds(promise, count(&answers, Written::Full), 48);
        has_as_many(store, promise, &owner, &entries, 2).await;
        for entry in those_answered(&entries, &answers, Written::Done) {
            store.has(promise, entry).await;
        }
    }
}

/// A limit holds if many visitors log in as one user.
pub async fn replacements_hold_the_limit(store: &Probe<impl SessionStore>) {
    for limit in [evicting(2), refusing(2)] {
        let promise = format!("twenty `replace` at the same time hold a limit: {limit:?}");
        for _ in 0..3 {
            let owner = sample::owner();
            let entries: Vec<Entry> = (0..20).map(|_| store.session(&owner)).collect();
            let mut tasks = Vec::new();
            for entry in &entries {
                let (store, visitor, entry) = (store.clone(), store.visitor(), entry.clone());
                store.add(&visitor).await;
                tasks.push(async move { store.replace(&visitor, &entry, limit).await });
            }
            let answers = at_once(tasks).await;
            let most = if limit == evicting(2) { 20 } else { 2 };
            holds(&promise, count(&answers, Written::Done), most);
            holds(&promise, count(&answers, Written::Full), 20 - most);
            has_as_many(store, &promise, &owner, &entries, 2).await;
        }
    }
}

/// Of two updates of one version, one is a conflict, so that neither overwrites the other unnoticed.
pub async fn one_of_two_updates_is_done(store: &Probe<impl SessionStore>) {
    let promise = "of two `update` of one version at the same time, one is done";
    let mut entry = store.session(&sample::owner());
    store.add(&entry).await;
    for version in 1..=ROUNDS {
        let updates: [Entry; 2] = std::array::from_fn(|_| Entry {
            data: sample::random::<8>().to_vec(),
            ..entry.clone()
        });
        let update = |entry: &Entry| {
            let (store, entry) = (store.clone(), entry.clone());
            async move { store.update(&entry).await }
        };
        let answers = at_once(updates.iter().map(update)).await;
        holds(promise, count(&answers, Written::Done), 1);
        holds(promise, count(&answers, Written::Conflict), 1);
        for done in those_answered(&updates, &answers, Written::Done) {
            entry = done.clone();
        }
        entry.version = version;
        store.has(promise, &entry).await;
    }
}

/// Two requests of one browser that both renew its session cannot create two sessions.
pub async fn an_entry_is_replaced_once(store: &Probe<impl SessionStore>) {
    let promise = "of twenty `replace` of one entry at the same time, one is done";
    for _ in 0..5 {
        let owner = sample::owner();
        let old = store.session(&owner);
        store.add(&old).await;
        let entries: Vec<Entry> = (0..20).map(|_| store.session(&owner)).collect();
        let replace = |entry: &Entry| {
            let (store, old, entry) = (store.clone(), old.clone(), entry.clone());
            async move { store.replace(&old, &entry, None).await }
        };
        let answers = at_once(entries.iter().map(replace)).await;
        holds(promise, count(&answers, Written::Done), 1);
        holds(promise, count(&answers, Written::Gone), 19);
        store.has_not(promise, &old.key).await;
        let left = has_as_many(store, promise, &owner, &entries, 1).await;
        let done = those_answered(&entries, &answers, Written::Done);
        holds(promise, left.iter().eq(done), true);
    }
}

/// `touch` and `update` do not undo each other, in either order.
pub async fn a_touch_loses_no_update(store: &Probe<impl SessionStore>) {
    let promise = "`touch` and `update` at the same time are both done";
    let mut entry = store.session(&sample::owner());
    store.add(&entry).await;
    for round in 1..=ROUNDS {
        let (touching, updating) = (store.clone(), store.clone());
        let (key, seen) = (entry.key, entry.seen + 1);
        let expires = entry.expires;
        let touch = async move { touching.touch(&key, seen, expires).await };
        entry.seen = seen;
        entry.data = sample::random::<8>().to_vec();
        let updated = entry.clone();
        let update = async move { updating.update(&updated).await == Written::Done };
        holds(promise, both(touch, update, round).await, (true, true));
        entry.version = round;
        store.has(promise, &entry).await;
    }
}

/// The latest value of each of the two times remains, even if they come from different calls.
pub async fn the_latest_touch_remains(store: &Probe<impl SessionStore>) {
    let promise = "of several `touch` at the same time, the latest times remain";
    let mut entry = store.session(&sample::owner());
    store.add(&entry).await;
    for _ in 0..5 {
        let (key, seen, expires) = (entry.key, entry.seen, entry.expires);
        let touch = |more: u64| {
            let store = store.clone();
            async move { store.touch(&key, seen + more, expires + 11 - more).await }
        };
        let answers = at_once((1..=10).map(touch)).await;
        holds(promise, answers, vec![true; 10]);
        entry.seen += 10;
        entry.expires += 10;
        store.has(promise, &entry).await;
    }
}

/// Of `update` and `replace`, one succeeds and the other returns why it did not.
pub async fn an_entry_is_updated_or_replaced(store: &Probe<impl SessionStore>) {
    let promise = "of `update` and `replace` of one version at the same time, one is done";
    for round in 0..ROUNDS {
        let owner = sample::owner();
        let [old, new] = [store.session(&owner), store.session(&owner)];
        store.add(&old).await;
        let mut updated = Entry {
            data: sample::random::<8>().to_vec(),
            ..old.clone()
        };
        let (updating, update) = (store.clone(), updated.clone());
        let updating = async move { updating.update(&update).await };
        let (replacing, before, after) = (store.clone(), old, new.clone());
        let replacing = async move { replacing.replace(&before, &after, None).await };
        let answers = both(updating, replacing, round).await;
        if answers.0 == Written::Done {
            holds(promise, answers, (Written::Done, Written::Conflict));
            updated.version = 1;
            store.lists(promise, &owner, [&updated]).await;
            store.has_not(promise, &new.key).await;
        } else {
            holds(promise, answers, (Written::Gone, Written::Done));
            store.lists(promise, &owner, [&new]).await;
            store.has_not(promise, &updated.key).await;
        }
    }
}

/// Two browsers that change users in opposite directions do not deadlock.
pub async fn opposite_replacements_are_both_done(store: &Probe<impl SessionStore>) {
    let promise = "two `replace` in opposite directions at the same time are both done";
    for round in 0..ROUNDS {
        let [left, right] = [sample::owner(), sample::owner()];
        let from = [store.session(&left), store.session(&right)];
        let to = [store.session(&right), store.session(&left)];
        for entry in &from {
            store.add(entry).await;
        }
        let limit = if round % 4 < 2 {
            evicting(2)
        } else {
            refusing(2)
        };
        let replace = |(old, new): (&Entry, &Entry)| {
            let (store, old, new) = (store.clone(), old.clone(), new.clone());
            async move { store.replace(&old, &new, limit).await }
        };
        let answers = at_once(from.iter().zip(&to).map(replace)).await;
        holds(promise, answers, vec![Written::Done; 2]);
        let [to_right, to_left] = &to;
        store.lists(promise, &left, [to_left]).await;
        store.lists(promise, &right, [to_right]).await;
    }
}
