//! `update`.

use super::{Probe, probe::holds, sample};
use crate::store::{Entry, Kind, SessionStore, Written};

/// Returns the entry with other data and times, to be passed to `update`.
fn rewritten(entry: &Entry) -> Entry {
    Entry {
        seen: entry.seen + 5,
        expires: entry.expires + 7,
        data: b"rewritten".to_vec(),
        ..entry.clone()
    }
}

/// `update` writes data and times, and increments the version.
pub async fn an_update_writes_data_and_times(store: &Probe<impl SessionStore>) {
    let promise = "`update` writes data, seen and expires, and raises the version by one";
    let owner = sample::owner();
    for mut entry in [
        store.session(&owner),
        store.remembered(&owner),
        store.visitor(),
    ] {
        store.add(&entry).await;
        for version in 1..4 {
            entry = rewritten(&entry);
            holds(promise, store.update(&entry).await, Written::Done);
            entry.version = version;
            store.has(promise, &entry).await;
            let last = store.at(entry.expires - 1);
            last.has(promise, &entry).await;
        }
    }
}

/// `update` ignores the kind, the owner and `created` of the entry that it is given.
pub async fn an_update_leaves_kind_owner_and_creation(store: &Probe<impl SessionStore>) {
    let promise = "`update` leaves kind, owner and created as they are";
    let [owner, other] = [sample::owner(), sample::owner()];
    for mut entry in [store.session(&owner), store.visitor()] {
        store.add(&entry).await;
        let update = Entry {
            kind: Kind::Remembered,
            owner: Some(other.clone()),
            created: entry.created + 1,
            ..rewritten(&entry)
        };
        holds(promise, store.update(&update).await, Written::Done);
        entry.version = 1;
        entry.seen = update.seen;
        entry.expires = update.expires;
        entry.data = update.data;
        store.has(promise, &entry).await;
        store.lists(promise, &other, []).await;
        if let Some(owner) = &entry.owner {
            store.lists(promise, owner, [&entry]).await;
        }
    }
}

/// An update of an older version, or of one that never existed, writes nothing.
pub async fn an_update_of_another_version_is_a_conflict(store: &Probe<impl SessionStore>) {
    let promise = "`update` of another version is a conflict and writes nothing";
    let mut entry = store.session(&sample::owner());
    store.add(&entry).await;
    for kept in 0..3 {
        for version in (0..5).filter(|version| *version != kept) {
            let update = Entry {
                version,
                ..rewritten(&entry)
            };
            holds(promise, store.update(&update).await, Written::Conflict);
            store.has(promise, &entry).await;
        }
        entry = rewritten(&entry);
        holds(promise, store.update(&entry).await, Written::Done);
        entry.version += 1;
    }
}

/// `update` may also shorten the lifetime, unlike `touch`.
pub async fn an_update_may_end_an_entry_sooner(store: &Probe<impl SessionStore>) {
    let promise = "`update` may let an entry expire sooner";
    let owner = sample::owner();
    let mut entry = store.session(&owner);
    store.add(&entry).await;
    entry.expires -= 3_600;
    holds(promise, store.update(&entry).await, Written::Done);
    entry.version = 1;
    let last = store.at(entry.expires - 1);
    last.has(promise, &entry).await;
    let late = store.at(entry.expires);
    late.has_not(promise, &entry.key).await;
    late.lists(promise, &owner, []).await;
}

/// `update` creates no entry.
pub async fn an_update_makes_no_entry(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let unknown = store.session(&owner);
    stays_gone(store, &unknown, "was never created").await;
    for version in [1, u64::from(u32::MAX)] {
        let unknown = Entry {
            version,
            ..unknown.clone()
        };
        stays_gone(store, &unknown, "was never created").await;
    }
}

/// A logout is final, even if a request that began before it writes afterwards.
pub async fn an_update_does_not_bring_back_what_was_deleted(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let [one, all] = [store.session(&owner), store.session(&owner)];
    store.add(&one).await;
    store.add(&all).await;
    store.delete(&one.key).await;
    stays_gone(store, &one, "was deleted").await;
    store.delete_of(&owner, &[]).await;
    stays_gone(store, &all, "was deleted with all of its owner").await;
}

/// An expired entry is not restored, even if the update would extend its lifetime.
pub async fn an_update_does_not_bring_back_what_has_expired(store: &Probe<impl SessionStore>) {
    let entry = store.session(&sample::owner());
    store.add(&entry).await;
    stays_gone(&store.at(entry.expires), &entry, "has expired").await;
}

/// The ticket from before a login is useless after it.
pub async fn an_update_does_not_bring_back_what_was_replaced(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let old = store.session(&owner);
    store.add(&old).await;
    let new = store.session(&sample::owner());
    store.replace(&old, &new, None).await;
    stays_gone(store, &old, "was replaced").await;
}

/// An evicted entry is not restored, because its owner would exceed the limit.
pub async fn an_update_does_not_bring_back_what_was_evicted(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let [old, new] = [store.session(&owner), store.session(&owner)];
    store.add(&old).await;
    store.add_within(&new, sample::evicting(1)).await;
    holds(
        "`update` of what was evicted finds it gone",
        store.update(&rewritten(&old)).await,
        Written::Gone,
    );
    let promise = "`update` does not bring back what was evicted";
    store.has_not(promise, &old.key).await;
    store.lists(promise, &owner, [&new]).await;
}

async fn stays_gone(store: &Probe<impl SessionStore>, entry: &Entry, what: &str) {
    let promise = format!("`update` of what {what} finds it gone");
    let written = store.update(&rewritten(entry)).await;
    holds(&promise, written, Written::Gone);
    let promise = format!("`update` does not bring back what {what}");
    store.has_not(&promise, &entry.key).await;
    let owner = entry.owner.as_deref().unwrap_or_default();
    let listed = store.list(owner).await;
    let listed = listed.iter().any(|listed| listed.key == entry.key);
    holds(&promise, listed, false);
}
