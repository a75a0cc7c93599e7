//! Announcements: tombstones that are left next to a session before it is renewed. Only one request
//! can create the announcement of a session. It withdraws the announcement if it cannot renew the
//! session.

use super::{StoreAt, best_effort, lost_answers::or_reread, sessions::is_live};
use crate::{
    clock::Timestamp,
    session::Tombstone,
    store::{Key, StoreError, Written},
};

/// Returns the tombstone or announcement next to the key of a session.
pub(super) async fn tombstone_beside(
    key: &Key,
    at: StoreAt<'_>,
) -> Result<Option<Tombstone>, StoreError> {
    let entry = at.load(&key.of_tombstone()).await?;
    Ok(entry.map(|entry| {
        Tombstone::of_entry(&entry).unwrap_or_else(|| {
            // An entry that cannot be read must not let a copy in, so it counts as the end of the
            // session.
            let (until, left) = (Timestamp(entry.expires), Timestamp(entry.created));
            Tombstone::ended(entry.key, until, left)
        })
    }))
}

/// Announces that the session under a key is about to be renewed. Returns `false` if another
/// request has announced that or has ended the session. An announcement that is no longer recent,
/// although the session still exists, is replaced: the request that left it was interrupted.
pub(super) async fn announce(
    announcement: &Tombstone,
    key: &Key,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let entry = announcement.to_entry();
    let created = at.create(&entry, None).await;
    if or_reread(created, &entry, at).await? == Written::Done {
        return Ok(true);
    }
    let Some(there) = tombstone_beside(key, at).await? else {
        return Ok(false);
    };
    let was_interrupted = there.renewed
        && !there.is_recent(at.now)
        && is_live(key, at).await?
        && at.delete_version(&there.key, there.version).await? == Written::Done;
    Ok(was_interrupted && at.create(&entry, None).await? == Written::Done)
}

/// Turns an announcement, or the tombstone of a renewed session, into the tombstone of an ended
/// session. This changes its version, so that the request that left it can no longer delete it, and
/// puts nothing back if it has to undo the renewal. Returns `false` if the tombstone has changed or
/// is gone.
pub(super) async fn finalize(tombstone: &Tombstone, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let last = tombstone.last(at.now).to_entry();
    Ok(at.update(&last).await? == Written::Done)
}

/// Ends a session whose renewal was announced and cannot be carried out.
pub(super) async fn end_announced(key: &Key, at: StoreAt<'_>) {
    // The tombstone first: a request that is about to put a copy from a sealed cookie under the key
    // checks for it after its write, and removes the copy itself.
    if let Ok(Some(announcement)) = tombstone_beside(key, at).await
        && announcement.renewed
    {
        best_effort(finalize(&announcement, at).await);
    }
    best_effort(at.delete(key).await);
}

/// Withdraws the announcement of a renewal. If the session has ended meanwhile, the tombstone
/// stays, because of copies in sealed cookies, and the session is removed if it was put back.
pub(super) async fn withdraw_announcement(key: &Key, at: StoreAt<'_>) {
    let Ok(Some(announcement)) = tombstone_beside(key, at).await else {
        return;
    };
    let (announced, version) = (announcement.key, announcement.version);
    let is_withdrawn = announcement.renewed
        && match at.delete_version(&announced, version).await {
            Ok(written) => written != Written::Conflict,
            Err(_) => return,
        };
    if !is_withdrawn {
        // The session has ended. It may have been put back just before, so it is removed.
        end_announced(key, at).await;
    } else if let Ok(false) = is_live(key, at).await {
        // Without a tombstone, a copy in a sealed cookie could restore the session.
        let ended = Tombstone::ended(announced, announcement.expires, at.now).to_entry();
        best_effort(at.create(&ended, None).await);
    }
}
