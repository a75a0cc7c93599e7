//! `replace`.

use super::{Probe, probe::holds, sample};
use crate::store::{Entry, SessionStore, Written};

const BOTH: &str = "`replace` removes the old entry and adds the new one";
const NEITHER: &str = "a `replace` that is not done neither removes nor adds";

/// The old entry is replaced if it has the expected version, whichever that is.
pub async fn one_entry_takes_the_place_of_another(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let mut old = store.session(&owner);
    store.add(&old).await;
    for version in 0..3 {
        for _ in 0..version {
            holds(BOTH, store.update(&old).await, Written::Done);
            old.version += 1;
        }
        let mut new = store.session(&owner);
        new.created -= 10;
        new.expires += 10;
        holds(BOTH, store.replace(&old, &new, None).await, Written::Done);
        store.has(BOTH, &new).await;
        store.has_not(BOTH, &old.key).await;
        store.lists(BOTH, &owner, [&new]).await;
        holds(BOTH, store.delete(&old.key).await, false);
        old = new;
    }
}

/// A visitor may become a user, another user and a visitor again: the owner is that of the new entry.
pub async fn a_visitor_becomes_a_user(store: &Probe<impl SessionStore>) {
    let promise = "after `replace`, the entry belongs to the owner of the new one alone";
    let [first, second] = [sample::owner(), sample::owner()];
    let mut old = store.visitor();
    store.add(&old).await;
    for new in [
        store.session(&first),
        store.session(&second),
        store.remembered(&second),
        store.visitor(),
    ] {
        let written = store.replace(&old, &new, None).await;
        holds(promise, written, Written::Done);
        store.has(promise, &new).await;
        store.has_not(promise, &old.key).await;
        for owner in [&first, &second] {
            let has = new.owner.as_ref() == Some(owner);
            store.lists(promise, owner, has.then_some(&new)).await;
        }
        old = new;
    }
}

/// On a conflict of versions, the old entry is kept and the new one is not created.
pub async fn a_replacement_of_another_version_is_a_conflict(store: &Probe<impl SessionStore>) {
    let promise = "`replace` of another version is a conflict";
    let owner = sample::owner();
    let mut old = store.session(&owner);
    store.add(&old).await;
    store.update(&old).await;
    old.version = 1;
    for version in [0, 2, 300] {
        let wrong = Entry {
            version,
            ..old.clone()
        };
        let new = store.session(&owner);
        let written = store.replace(&wrong, &new, None).await;
        holds(promise, written, Written::Conflict);
        store.has_not(NEITHER, &new.key).await;
        store.has(NEITHER, &old).await;
        store.lists(NEITHER, &owner, [&old]).await;
    }
}

/// If the new key is taken, both existing entries are left unchanged.
pub async fn a_replacement_under_a_taken_key_is_a_conflict(store: &Probe<impl SessionStore>) {
    let [owner, other] = [sample::owner(), sample::owner()];
    let [old, taken] = [store.session(&owner), store.session(&other)];
    store.add(&old).await;
    store.add(&taken).await;
    let new = Entry {
        key: taken.key,
        ..store.session(&owner)
    };
    let written = store.replace(&old, &new, None).await;
    holds(
        "`replace` with a new key that is taken is a conflict",
        written,
        Written::Conflict,
    );
    store.has(NEITHER, &old).await;
    store.has(NEITHER, &taken).await;
    store.lists(NEITHER, &owner, [&old]).await;
    store.lists(NEITHER, &other, [&taken]).await;
}

/// The new key may belong to an expired entry, which is treated as absent.
pub async fn a_replacement_may_have_an_expired_key(store: &Probe<impl SessionStore>) {
    let promise = "`replace` with a new key that has expired is done";
    let [owner, other] = [sample::owner(), sample::owner()];
    let expired = store.session(&other);
    let mut old = store.session(&owner);
    old.expires += 60;
    store.add(&expired).await;
    store.add(&old).await;
    let later = store.at(expired.expires);
    let new = Entry {
        key: expired.key,
        ..later.session(&owner)
    };
    let written = later.replace(&old, &new, None).await;
    holds(promise, written, Written::Done);
    later.has(promise, &new).await;
    later.has_not(promise, &old.key).await;
    later.lists(promise, &owner, [&new]).await;
    later.lists(promise, &other, []).await;
}

/// A session that was ended meanwhile cannot be replaced by a login.
pub async fn what_is_gone_is_not_replaced(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let [unknown, deleted, replaced, expired] = std::array::from_fn(|_| store.session(&owner));
    for entry in [&deleted, &replaced, &expired] {
        store.add(entry).await;
    }
    store.delete(&deleted.key).await;
    store.replace(&replaced, &store.visitor(), None).await;
    let other = sample::owner();
    for (old, what, now) in [
        (unknown, "was never created", store.now()),
        (deleted, "was deleted", store.now()),
        (replaced, "was replaced", store.now()),
        (expired.clone(), "expires now", expired.expires),
    ] {
        let store = store.at(now);
        let new = store.session(&other);
        let promise = format!("`replace` of what {what} finds it gone");
        let written = store.replace(&old, &new, None).await;
        holds(&promise, written, Written::Gone);
        store.has_not(NEITHER, &new.key).await;
        store.has_not(NEITHER, &old.key).await;
        store.lists(NEITHER, &other, []).await;
    }
}
