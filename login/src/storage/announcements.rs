//! That a session goes on, announced by a tombstone beside its place before another takes that: by one
//! request alone, which takes it back if it cannot go on.

use super::{StoreAt, lost_answers::or_found, sessions::lasts};
use crate::{
    clock::Timestamp,
    session::Tombstone,
    store::{Key, StoreError, Written},
};

/// What stands beside the place of a session.
pub(super) async fn beside(key: &Key, at: StoreAt<'_>) -> Result<Option<Tombstone>, StoreError> {
    let entry = at.load(&key.of_tombstone()).await?;
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
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let entry = announcement.to_entry();
    let created = at.create(&entry, None).await;
    if or_found(created, &entry, at).await? == Written::Done {
        return Ok(true);
    }
    let Some(there) = beside(key, at).await? else {
        return Ok(false);
    };
    let was_cut_off = there.went_on
        && !there.is_recent(at.now)
        && lasts(key, at).await?
        && at.delete_version(&there.key, there.version).await? == Written::Done;
    Ok(was_cut_off && at.create(&entry, None).await? == Written::Done)
}

/// Makes of the tombstone of a session that goes on that of one which has ended: who has left it, and
/// cannot go through with it, puts nothing back. Answers whether it was there still.
pub(super) async fn finalize(tombstone: &Tombstone, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let last = tombstone.last(at.now).to_entry();
    Ok(at.update(&last).await? == Written::Done)
}

/// Ends a session that was announced to go on, and does not.
pub(super) async fn end_announced(key: &Key, at: StoreAt<'_>) {
    // First: who is about to put a copy from a sealed cookie there ends it himself then.
    if let Ok(Some(announcement)) = beside(key, at).await
        && announcement.went_on
    {
        let _log_has_it = finalize(&announcement, at).await;
    }
    let _log_has_it = at.delete(key).await;
}

/// Takes back that a session goes on, unless it has ended meanwhile: that stays said, for copies in
/// sealed cookies, and what was put back goes.
pub(super) async fn take_back_announcement(key: &Key, at: StoreAt<'_>) {
    let Ok(Some(announcement)) = beside(key, at).await else {
        return;
    };
    let (announced, version) = (announcement.key, announcement.version);
    let is_taken_back = announcement.went_on
        && match at.delete_version(&announced, version).await {
            Ok(written) => written != Written::Conflict,
            Err(_) => return,
        };
    if !is_taken_back {
        // What was to go on has ended, also where it was just put back.
        end_announced(key, at).await;
    } else if let Ok(false) = lasts(key, at).await {
        let ended = Tombstone::ended(announced, announcement.expires, at.now).to_entry();
        let _log_has_it = at.create(&ended, None).await;
    }
}
