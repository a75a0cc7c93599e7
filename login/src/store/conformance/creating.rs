//! `create` and `load`.

use super::{
    Probe,
    probe::holds,
    sample::{self, LIFETIME},
};
use crate::store::{Entry, Kind, SessionStore, Written};

/// All fields of a created entry are loaded unchanged.
pub async fn a_new_entry_is_kept_as_it_is(store: &Probe<impl SessionStore>) {
    let promise = "a new entry is loaded as it was created";
    let nobodys = Entry {
        owner: None,
        ..store.session("")
    };
    for mut entry in [
        store.session(&sample::owner()),
        store.remembered(&sample::owner()),
        store.visitor(),
        nobodys,
    ] {
        entry.created -= 30;
        entry.seen -= 20;
        store.add(&entry).await;
        store.has(promise, &entry).await;
    }
}

/// Creating an entry under a taken key is a conflict and leaves the existing entry unchanged.
pub async fn a_taken_key_is_a_conflict(store: &Probe<impl SessionStore>) {
    let [owner, other] = [sample::owner(), sample::owner()];
    let first = store.session(&owner);
    store.add(&first).await;
    let second = Entry {
        key: first.key,
        expires: first.expires + 1,
        ..store.session(&other)
    };
    let written = store.create(&second, None).await;
    holds(
        "`create` under a taken key is a conflict",
        written,
        Written::Conflict,
    );
    let promise = "a conflict changes nothing";
    store.has(promise, &first).await;
    store.lists(promise, &owner, [&first]).await;
    store.lists(promise, &other, []).await;
}

/// A key identifies one entry, not one of each kind.
pub async fn a_key_is_taken_for_both_kinds(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let session = store.session(&owner);
    store.add(&session).await;
    let remembered = Entry {
        kind: Kind::Remembered,
        ..session.clone()
    };
    let written = store.create(&remembered, None).await;
    holds(
        "a key that one kind has is taken for the other as well",
        written,
        Written::Conflict,
    );
    store.has("a conflict changes nothing", &session).await;
}

/// An expired entry leaves nothing behind: its key is free again, also for another owner.
pub async fn an_expired_key_is_free(store: &Probe<impl SessionStore>) {
    let [owner, other] = [sample::owner(), sample::owner()];
    let mut old = store.session(&owner);
    store.add(&old).await;
    store.update(&old).await;
    for owner in [Some(&*other), None, Some(&*owner)] {
        let later = store.at(old.expires);
        let new = Entry {
            key: old.key,
            owner: owner.map(str::to_owned),
            ..later.remembered("")
        };
        later.add(&new).await;
        let promise = "an expired key is created anew, with nothing of the old entry";
        later.has(promise, &new).await;
        if let Some(owner) = owner {
            later.lists(promise, owner, [&new]).await;
        }
        if let Some(before) = old.owner.filter(|before| Some(&**before) != owner) {
            later.lists(promise, &before, []).await;
        }
        old = new;
    }
}

/// The key of a deleted entry is free again, also for another owner.
pub async fn a_deleted_key_is_free(store: &Probe<impl SessionStore>) {
    let [owner, other] = [sample::owner(), sample::owner()];
    let old = store.session(&owner);
    store.add(&old).await;
    store.delete(&old.key).await;
    let new = Entry {
        key: old.key,
        ..store.session(&other)
    };
    store.add(&new).await;
    let promise = "a deleted key is created anew, with nothing of the old entry";
    store.has(promise, &new).await;
    store.lists(promise, &owner, []).await;
    store.lists(promise, &other, [&new]).await;
}

/// Loading an unknown key returns `None` and is not an error.
pub async fn an_unknown_key_is_not_there(store: &Probe<impl SessionStore>) {
    let promise = "under an unknown key there is nothing";
    store.has_not(promise, &sample::key()).await;
}

/// An entry exists until the second in which it expires, whether or not the engine has removed it by then.
pub async fn an_entry_is_there_until_it_expires(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    for entry in [store.session(&owner), store.remembered(&owner)] {
        store.add(&entry).await;
        let last = store.at(entry.expires - 1);
        let promise = "an entry is there until the second before it expires";
        last.has(promise, &entry).await;
        for late in [0, 1, LIFETIME] {
            let late = store.at(entry.expires + late);
            let promise = "an entry is not there from the second on in which it expires";
            late.has_not(promise, &entry.key).await;
        }
    }
}
