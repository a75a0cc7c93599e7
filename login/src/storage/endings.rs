//! What ends sessions in a store, so that no copy of a cookie brings them back.

use super::{
    StoreAt,
    announcements::{beside, finalize},
    series_endings,
    sessions::IfGone,
    unusable,
};
use crate::{
    clock::Timestamp,
    remember::EndedCredential,
    session::{Ending, OVERTAKEN_FOR, Tombstone},
    store::{Entry, FINAL, Key, StoreError, Written},
};

/// How many tickets of one session are followed, and how many series of one browser.
pub(super) const MOST_SUCCESSORS: usize = 100;

/// How often it is tried while others change what is to end, or is to stay ended.
const MOST_TRIES: usize = 16;

/// Ends a session for good: no copy of a cookie brings it back.
pub(crate) async fn end(ending: &Ending, at: StoreAt<'_>) -> Result<(), StoreError> {
    if ending.copies.exist() {
        // First: if all else fails, or the browser goes away, the copies have ended, and who
        // tries again still finds the session.
        end_copies(ending, at).await?;
    }
    at.delete(&ending.key).await?;
    Ok(())
}

/// The same where it may have gone on: the tombstone of that stays.
pub(super) async fn end_if_there(ending: &Ending, at: StoreAt<'_>) -> Result<(), StoreError> {
    let key = ending.key;
    for _ in 0..MOST_TRIES {
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
    // Whoever has a copy can write into it all the time.
    at.delete(&key).await.map(drop)
}

/// Leaves a tombstone for copies in sealed cookies. That of somebody who goes on still says where he
/// is, and cannot be taken back any more.
async fn end_copies(ending: &Ending, at: StoreAt<'_>) -> Result<(), StoreError> {
    let key = &ending.key;
    let ends = ending.record.ends(&at.storage.lifetimes);
    let until = ending.copies.live_until(ends, at.now);
    let ended = Tombstone::ended(key.of_tombstone(), until, at.now).to_entry();
    for _ in 0..MOST_TRIES {
        if at.create(&ended, None).await? == Written::Done {
            return Ok(());
        }
        let Some(there) = beside(key, at).await? else {
            continue;
        };
        if !there.went_on || finalize(&there, at).await? {
            return Ok(());
        }
    }
    Err(unusable(
        "a session never stopped going on and taking it back",
    ))
}

/// The same, with all that the session has gone on as, or goes on as at this moment.
pub(crate) async fn end_and_follow(ending: &Ending, at: StoreAt<'_>) -> Result<(), StoreError> {
    if ending.copies.exist() {
        end(ending, at).await?;
    }
    match end_under(ending.key, at).await? {
        Some(successor) => end_successors(successor, at).await,
        None => Ok(()),
    }
}

/// Ends a session; of one that somebody logs out also what it has gone on as meanwhile.
pub(super) async fn end_if(
    if_gone: IfGone,
    ending: &Ending,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    match if_gone {
        IfGone::End => end_and_follow(ending, at).await,
        _ => end(ending, at).await,
    }
}

/// Ends the session under a key, and answers what has taken its place. If nothing is there, somebody
/// may just have taken it away to go on: then a tombstone is left first, and whoever finds it there
/// ends what he has made, unless that is a login or what a logout keeps.
async fn end_under(key: Key, at: StoreAt<'_>) -> Result<Option<Key>, StoreError> {
    for tries in 0..MOST_TRIES {
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
                if tombstone.went_on && !finalize(&tombstone, at).await? {
                    continue;
                }
            }
            return announced_successor(&key, at).await;
        };
        if session.copies.exist() {
            end(&session, at).await?;
            continue;
        }
        if tries > MOST_TRIES / 2 {
            // Whoever has a copy can write into it all the time: it goes whatever its version is.
            at.delete(&key).await?;
            continue;
        }
        let removed = at.delete_version(&key, entry.version);
        if removed.await? == Written::Done {
            return Ok(None);
        }
    }
    Err(unusable("other requests never stopped changing what ends"))
}

/// Where whoever goes on at this moment has announced that the session will be.
async fn announced_successor(key: &Key, at: StoreAt<'_>) -> Result<Option<Key>, StoreError> {
    let announcement = beside(key, at).await?;
    Ok(announcement.and_then(|announcement| announcement.successor))
}

/// How long requests that are on their way may still ask for what has ended.
pub(super) fn until_forgotten(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_add(OVERTAKEN_FOR))
}

/// Leaves a tombstone. In place of what was there it is final.
pub(super) async fn leave(tombstone: &Entry, at: StoreAt<'_>) -> Result<(), StoreError> {
    let mut tombstone = tombstone.clone();
    for _ in 0..MOST_TRIES {
        if at.create(&tombstone, None).await? == Written::Done {
            return Ok(());
        }
        // A cookie from before the store was faster, or somebody who has ended it.
        at.delete(&tombstone.key).await?;
        tombstone.version = FINAL + 1;
    }
    Err(unusable("what ended comes again and again"))
}

/// Ends what a session went on as; of a longer chain than anybody has the rest is left.
pub(crate) async fn end_successors(first: Key, at: StoreAt<'_>) -> Result<(), StoreError> {
    let mut next = Some(first);
    for _ in 0..MOST_SUCCESSORS {
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
        // First: who has to try again finds no session to know it by.
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
