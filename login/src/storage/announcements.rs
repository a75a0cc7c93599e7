//! That a session goes on, announced by a tombstone beside its place before another takes that: by one
//! request alone, which takes it back if it cannot go on.

use super::{lost_answers::or_found, sessions::lasts};
use crate::{
    clock::Timestamp,
    session::Tombstone,
    settings::Storage,
    store::{Entry, Key, StoreError, Written},
};

/// What stands beside the place of a session.
pub(super) async fn beside(
    key: &Key,
    storage: &Storage,
    now: Timestamp,
) -> Result<Option<Tombstone>, StoreError> {
    let entry = storage.store.load(&key.of_tombstone(), now.0).await?;
    Ok(entry.map(|entry| {
        Tombstone::of_entry(&entry).unwrap_or_else(|| {
            // What cannot be read is no way in.
            let (until, left) = (Timestamp(entry.expires), Timestamp(entry.created));
            Tombstone::ended(entry.key, until, left)
        })
    }))
}

/// Announces that the session under a key goes on, unless somebody else has, or has ended it. Whose
/// announcement is old, while the session is still there, was cut off before he could.
pub(super) async fn announce(
    announcement: &Tombstone,
    key: &Key,
    storage: &Storage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (store, entry) = (&storage.store, announcement.to_entry());
    let created = store.create(&entry, None, now.0).await;
    if or_found(created, &entry, storage, now).await? == Written::Done {
        return Ok(true);
    }
    let Some(there) = beside(key, storage, now).await? else {
        return Ok(false);
    };
    let was_cut_off = there.went_on
        && !there.is_recent(now)
        && lasts(key, storage, now).await?
        && store
            .delete_version(&there.key, there.version, now.0)
            .await?
            == Written::Done;
    Ok(was_cut_off && store.create(&entry, None, now.0).await? == Written::Done)
}

/// Makes of the tombstone of a session that goes on that of one which has ended: who has left it, and
/// cannot go through with it, puts nothing back. Answers whether it was there still.
pub(super) async fn finalize(
    tombstone: &Tombstone,
    storage: &Storage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let last = Entry {
        version: tombstone.version,
        ..tombstone.last(now).to_entry()
    };
    Ok(storage.store.update(&last, now.0).await? == Written::Done)
}

/// Ends a session that was announced to go on, and does not.
pub(super) async fn end_announced(key: &Key, storage: &Storage, now: Timestamp) {
    // First: who is about to put a copy from a sealed cookie there ends it himself then.
    if let Ok(Some(announcement)) = beside(key, storage, now).await
        && announcement.went_on
    {
        let _log_has_it = finalize(&announcement, storage, now).await;
    }
    let _log_has_it = storage.store.delete(key, now.0).await;
}

/// Takes back that a session goes on, unless it has ended meanwhile: that stays said, for copies in
/// sealed cookies, and what was put back goes.
pub(super) async fn take_back_announcement(key: &Key, storage: &Storage, now: Timestamp) {
    let store = &storage.store;
    let Ok(Some(announcement)) = beside(key, storage, now).await else {
        return;
    };
    let (announced, version) = (announcement.key, announcement.version);
    let is_taken_back = announcement.went_on
        && match store.delete_version(&announced, version, now.0).await {
            Ok(written) => written != Written::Conflict,
            Err(_) => return,
        };
    if !is_taken_back {
        // What was to go on has ended, also where it was just put back.
        end_announced(key, storage, now).await;
    } else if let Ok(false) = lasts(key, storage, now).await {
        let ended = Tombstone::ended(announced, announcement.expires, now).to_entry();
        let _log_has_it = store.create(&ended, None, now.0).await;
    }
}
