//! `touch`.

use super::{Probe, probe::holds, sample};
use crate::store::{Entry, SessionStore, Written};

/// `touch` moves `seen` and `expires` forward, and returns that the entry exists.
pub async fn a_touch_moves_the_times_on(store: &Probe<impl SessionStore>) {
    let promise = "`touch` moves seen and expires on, and nothing else";
    let owner = sample::owner();
    for mut entry in [
        store.session(&owner),
        store.remembered(&owner),
        store.visitor(),
    ] {
        store.add(&entry).await;
        entry.seen += 60;
        entry.expires += 90;
        let touched = store.touch(&entry.key, entry.seen, entry.expires).await;
        holds(promise, touched, true);
        store.has(promise, &entry).await;
        let last = store.at(entry.expires - 1);
        last.has(promise, &entry).await;
    }
}

/// Neither time is moved back, independently of the other, because requests arrive in any order.
pub async fn a_touch_moves_no_time_back(store: &Probe<impl SessionStore>) {
    let promise = "`touch` moves neither time back, each by itself";
    let mut entry = store.session(&sample::owner());
    store.add(&entry).await;
    let (now, expires) = (entry.seen, entry.expires);
    for (seen, expires) in [
        (now - 1, expires - 1),
        (now, expires),
        (now + 60, expires - 60),
        (now + 30, expires + 30),
        (0, expires + 31),
        (now + 61, 0),
        (now + 61, expires + 31),
    ] {
        let touched = store.touch(&entry.key, seen, expires).await;
        holds("`touch` answers that the entry is there", touched, true);
        entry.seen = entry.seen.max(seen);
        entry.expires = entry.expires.max(expires);
        store.has(promise, &entry).await;
    }
}

/// `touch` does not change the version, so that it causes no conflict in a concurrent request.
pub async fn a_touch_leaves_the_version(store: &Probe<impl SessionStore>) {
    let promise = "an entry that was touched can be updated with the version from before";
    let mut entry = store.session(&sample::owner());
    store.add(&entry).await;
    let (seen, expires) = (entry.seen + 1, entry.expires + 1);
    holds(promise, store.touch(&entry.key, seen, expires).await, true);
    entry.data.push(1);
    entry.seen += 2;
    entry.expires += 2;
    holds(promise, store.update(&entry).await, Written::Done);
    entry.version = 1;
    store.has(promise, &entry).await;
}

/// `touch` works for entries of any version.
pub async fn a_touch_passes_whatever_the_version(store: &Probe<impl SessionStore>) {
    let promise = "`touch` notes the use of an entry of whatever version";
    let mut entry = store.visitor();
    store.add(&entry).await;
    for version in 1..4 {
        holds(promise, store.update(&entry).await, Written::Done);
        entry.version = version;
        entry.seen += 1;
        let touched = store.touch(&entry.key, entry.seen, 0).await;
        holds(promise, touched, true);
        store.has(promise, &entry).await;
    }
}

/// `touch` returns `false` for an entry that never existed, has expired or was ended.
pub async fn a_touch_does_not_bring_back_what_is_gone(store: &Probe<impl SessionStore>) {
    let owner = sample::owner();
    let [unknown, deleted, replaced, expired] = std::array::from_fn(|_| store.session(&owner));
    for entry in [&deleted, &replaced, &expired] {
        store.add(entry).await;
    }
    store.delete(&deleted.key).await;
    store.replace(&replaced, &store.visitor(), None).await;
    for (entry, what, now) in [
        (unknown, "was never created", store.now()),
        (deleted, "was deleted", store.now()),
        (replaced, "was replaced", store.now()),
        (expired.clone(), "expires now", expired.expires),
        (expired.clone(), "has expired", expired.expires + 1),
    ] {
        let store = store.at(now);
        is_not_touched(&store, &entry, what).await;
    }
}

async fn is_not_touched(store: &Probe<impl SessionStore>, entry: &Entry, what: &str) {
    let touched = store
        .touch(&entry.key, store.now(), store.now() + sample::LIFETIME)
        .await;
    let promise = format!("`touch` of what {what} answers that it is not there");
    holds(&promise, touched, false);
    let promise = format!("`touch` does not bring back what {what}");
    store.has_not(&promise, &entry.key).await;
}
