//! `list`.

use super::{Probe, probe::holds, sample};
use crate::store::{Entry, SessionStore, Written};

/// Entries are listed by `created`, regardless of the order in which they were added.
pub async fn the_oldest_is_listed_first(store: &Probe<impl SessionStore>) {
    let promise = "`list` answers the oldest first";
    let owner = sample::owner();
    let mut entries = [5, 3, 9, 1, 7, 2, 8, 4, 6].map(|age| {
        let mut entry = store.session(&owner);
        entry.created -= age;
        // Neither of these affects the order.
        entry.seen -= 10 - age;
        entry.expires += age % 4;
        entry
    });
    for entry in &entries {
        store.add(entry).await;
    }
    entries.sort_by_key(|entry| entry.created);
    store.lists(promise, &owner, &entries).await;
}

/// Entries created in the same second, of either kind, are listed in the order in which they were added.
pub async fn of_the_same_age_the_first_added_is_listed_first(store: &Probe<impl SessionStore>) {
    let promise = "of entries made in the same second, `list` answers the first added first";
    let owner = sample::owner();
    let sessions = std::iter::repeat_with(|| store.session(&owner));
    let remembered = std::iter::repeat_with(|| store.remembered(&owner));
    let both = sessions.zip(remembered).take(6);
    let entries: Vec<Entry> = both.flat_map(|(one, other)| [one, other]).collect();
    for entry in &entries {
        store.add(entry).await;
    }
    store.lists(promise, &owner, &entries).await;
}

/// `update` and `touch` do not change the order.
pub async fn writes_do_not_change_the_order(store: &Probe<impl SessionStore>) {
    let promise = "neither `update` nor `touch` changes the order of `list`";
    let owner = sample::owner();
    let mut entries: [Entry; 4] = std::array::from_fn(|_| store.session(&owner));
    for entry in &entries {
        store.add(entry).await;
    }
    for entry in entries.iter_mut().step_by(2) {
        entry.seen += 1;
        entry.expires += 5;
        entry.data.clear();
        holds(promise, store.update(entry).await, Written::Done);
        entry.version += 1;
        entry.expires += 5;
        let touched = store.touch(&entry.key, 0, entry.expires).await;
        holds(promise, touched, true);
    }
    store.lists(promise, &owner, &entries).await;
}

/// Expired entries are not listed, whether or not the engine has removed them by then.
pub async fn only_live_entries_are_listed(store: &Probe<impl SessionStore>) {
    let promise = "`list` answers live entries alone";
    let owner = sample::owner();
    let entries = [20, 0, 10].map(|lasts| {
        let mut entry = store.session(&owner);
        entry.expires += lasts;
        entry
    });
    let [longest, shortest, middle] = &entries;
    for entry in &entries {
        store.add(entry).await;
    }
    let all: &[&Entry] = &[longest, shortest, middle];
    let lasting: &[&Entry] = &[longest, middle];
    for (now, live) in [
        (store.now(), all),
        (shortest.expires - 1, all),
        (shortest.expires, lasting),
        (middle.expires - 1, lasting),
        (middle.expires, &[longest]),
        (longest.expires, &[]),
        (longest.expires + sample::LIFETIME, &[]),
    ] {
        let live = live.iter().copied();
        store.at(now).lists(promise, &owner, live).await;
    }
}

/// Entries of other owners and of visitors are not listed. An unknown owner has no entries, which is not
/// an error.
pub async fn only_entries_of_the_owner_are_listed(store: &Probe<impl SessionStore>) {
    let promise = "`list` answers the entries of the owner alone";
    let [owner, other, unknown] = [sample::owner(), sample::owner(), sample::owner()];
    let [one, others, visitor] = [
        store.session(&owner),
        store.session(&other),
        store.visitor(),
    ];
    for entry in [&one, &others, &visitor] {
        store.add(entry).await;
    }
    store.lists(promise, &owner, [&one]).await;
    store.lists(promise, &other, [&others]).await;
    store.lists(promise, &unknown, []).await;
}

/// Entries are listed with their data and versions, as `load` returns them.
pub async fn both_kinds_are_listed_whole(store: &Probe<impl SessionStore>) {
    let promise = "`list` answers whole entries of both kinds";
    let owner = sample::owner();
    let [mut session, mut remembered] = [store.session(&owner), store.remembered(&owner)];
    remembered.created -= 1;
    remembered.data = sample::random::<4096>().to_vec();
    store.add(&session).await;
    store.add(&remembered).await;
    store.update(&session).await;
    session.version = 1;
    store.lists(promise, &owner, [&remembered, &session]).await;
}

/// The list always agrees with the entries.
pub async fn changes_are_listed(store: &Probe<impl SessionStore>) {
    let promise = "`list` answers what is there now";
    let owner = sample::owner();
    let [mut first, second, third] = std::array::from_fn(|_| store.session(&owner));
    store.lists(promise, &owner, []).await;
    store.add(&first).await;
    store.lists(promise, &owner, [&first]).await;
    first.seen += 1;
    first.expires += 1;
    store.touch(&first.key, first.seen, first.expires).await;
    store.lists(promise, &owner, [&first]).await;
    // After the original expiry time.
    let later = store.at(first.expires - 1);
    later.lists(promise, &owner, [&first]).await;
    store.add(&second).await;
    store.replace(&first, &third, None).await;
    store.lists(promise, &owner, [&second, &third]).await;
    store.delete(&second.key).await;
    store.lists(promise, &owner, [&third]).await;
}
