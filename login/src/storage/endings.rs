//! Ends sessions in a store, so that no copy of a cookie restores them.

use super::{
    StoreAt,
    announcements::{finalize, tombstone_beside},
    series_endings,
    sessions::Purpose,
    unusable,
};
use crate::{
    clock::Timestamp,
    remember::EndedCredential,
    session::{Ending, OVERTAKEN_FOR, Tombstone},
    store::{Entry, FINAL, Key, StoreError, Written},
};

/// How many successors of one session are followed, and how many of one series.
pub(super) const MAX_SUCCESSORS: usize = 100;

/// How often a step is tried while other requests change the same entries.
const MAX_TRIES: usize = 16;

/// Ends a session for good: no copy of a cookie restores it.
pub(crate) async fn end(ending: &Ending, at: StoreAt<'_>) -> Result<(), StoreError> {
    if ending.copies.exist() {
        // The tombstone first. If the rest fails, or the browser disconnects, the copies have
        // ended, and a retry still finds the session.
        end_copies(ending, at).await?;
    }
    at.delete(&ending.key).await?;
    Ok(())
}

/// Ends a session that may have been renewed meanwhile. The tombstone of the renewal stays.
pub(super) async fn end_existing(ending: &Ending, at: StoreAt<'_>) -> Result<(), StoreError> {
    let key = ending.key;
    for _ in 0..MAX_TRIES {
        let Some(entry) = at.load(&key).await? else {
            return Ok(());
        };
        if Ending::of_entry(&entry).is_none() {
            return Ok(());
        }
        end_copies(ending, at).await?;
        if at.delete_version(&key, entry.version).await? == Written::Done {
            return Ok(());
        }
    }
    // A client with a copy of the cookie could write all the time, so the version no longer
    // matters.
    at.delete(&key).await.map(drop)
}

/// Leaves a tombstone for copies in sealed cookies. An announcement that is there already still
/// names the successor, but can no longer be withdrawn.
async fn end_copies(ending: &Ending, at: StoreAt<'_>) -> Result<(), StoreError> {
    let key = &ending.key;
    let ends = ending.record.ends(&at.storage.lifetimes);
    let until = ending.copies.live_until(ends, at.now);
    let ended = Tombstone::ended(key.of_tombstone(), until, at.now).to_entry();
    for _ in 0..MAX_TRIES {
        if at.create(&ended, None).await? == Written::Done {
            return Ok(());
        }
        let Some(there) = tombstone_beside(key, at).await? else {
            continue;
        };
        if !there.renewed || finalize(&there, at).await? {
            return Ok(());
        }
    }
    Err(unusable(
        "other requests never stopped renewing a session and undoing it",
    ))
}

/// Ends a session and all its successors, including one that is only announced yet.
pub(crate) async fn end_and_follow(ending: &Ending, at: StoreAt<'_>) -> Result<(), StoreError> {
    if ending.copies.exist() {
        end(ending, at).await?;
    }
    match end_under(ending.key, at).await? {
        Some(successor) => end_successors(successor, at).await,
        None => Ok(()),
    }
}

/// Ends a session. A logout also ends the successors that it has got meanwhile.
pub(super) async fn end_for(
    purpose: Purpose,
    ending: &Ending,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    match purpose {
        Purpose::Logout => end_and_follow(ending, at).await,
        _ => end(ending, at).await,
    }
}

/// Ends the session under a key, and returns the key of its successor. If there is no entry,
/// another request may just have removed it to renew the session, and not left its tombstone yet. A
/// tombstone is then left first. The other request finds it and ends the session that it has made,
/// unless that is a new login, or the session without a login that a logout keeps.
async fn end_under(key: Key, at: StoreAt<'_>) -> Result<Option<Key>, StoreError> {
    for tries in 0..MAX_TRIES {
        let Some(entry) = at.load(&key).await? else {
            let ended = Tombstone::ended(key, until_forgotten(at.now), at.now).to_entry();
            if at.create(&ended, None).await? == Written::Done {
                return announced_successor(&key, at).await;
            }
            continue;
        };
        let Some(session) = Ending::of_entry(&entry) else {
            if let Some(tombstone) = Tombstone::of_entry(&entry) {
                if tombstone.successor.is_some() {
                    return Ok(tombstone.successor);
                }
                // Otherwise the replacement could still be undone, and put the session back.
                if tombstone.renewed && !finalize(&tombstone, at).await? {
                    continue;
                }
            }
            return announced_successor(&key, at).await;
        };
        if session.copies.exist() {
            end(&session, at).await?;
            continue;
        }
        if tries > MAX_TRIES / 2 {
            // A client with a copy of the cookie could write all the time, so the version no longer
            // matters.
            at.delete(&key).await?;
            continue;
        }
        // A concurrent renewal expects this version, so it fails from now on.
        let removed = at.delete_version(&key, entry.version);
        if removed.await? == Written::Done {
            return Ok(None);
        }
    }
    Err(unusable(
        "other requests never stopped changing a session that is to end",
    ))
}

/// Returns the key at which the session will continue, if a renewal is announced.
async fn announced_successor(key: &Key, at: StoreAt<'_>) -> Result<Option<Key>, StoreError> {
    let announcement = tombstone_beside(key, at).await?;
    Ok(announcement.and_then(|announcement| announcement.successor))
}

/// Returns until when requests that are on their way may still refer to a session that has ended.
pub(super) fn until_forgotten(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_add(OVERTAKEN_FOR))
}

/// Leaves a tombstone. If anything else is under the key, it is removed, and the tombstone is
/// final.
pub(super) async fn leave(tombstone: &Entry, at: StoreAt<'_>) -> Result<(), StoreError> {
    let mut tombstone = tombstone.clone();
    for _ in 0..MAX_TRIES {
        if at.create(&tombstone, None).await? == Written::Done {
            return Ok(());
        }
        // A request with a cookie from before the store was faster, or one that has ended the
        // session.
        at.delete(&tombstone.key).await?;
        tombstone.version = FINAL + 1;
    }
    Err(unusable("an ended session was stored again and again"))
}

/// Ends the successors of a session, beginning with `first`. Stops after more than any browser has.
pub(crate) async fn end_successors(first: Key, at: StoreAt<'_>) -> Result<(), StoreError> {
    let mut next = Some(first);
    for _ in 0..MAX_SUCCESSORS {
        let Some(key) = next else {
            break;
        };
        let entry = at.load(&key).await?;
        let session = entry.as_ref().and_then(Ending::of_entry);
        let login = session.and_then(|session| session.record.login);
        let credential = login.and_then(|login| {
            Some(EndedCredential::of(
                login.credential?,
                login.user_id.as_str(),
            ))
        });
        // The series first: after the session is gone, a retry could not find out which series it
        // was.
        if let Some(credential) = &credential {
            series_endings::end_alone(credential, at).await?;
        }
        next = end_under(key, at).await?;
        if let Some(EndedCredential {
            reference, user_id, ..
        }) = &credential
        {
            series_endings::end_sessions(&reference.id, user_id, at).await?;
        }
    }
    Ok(())
}
