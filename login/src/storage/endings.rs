//! What ends sessions in a store, so that no copy of a cookie brings them back.

use super::{
    announcements::{beside, finalize},
    series_endings,
    sessions::IfGone,
    unusable,
};
use crate::{
    clock::Timestamp,
    remember::EndedCredential,
    session::{Ending, OVERTAKEN_FOR, Tombstone},
    settings::{Settings, Storage},
    store::{Entry, FINAL, Key, StoreError, Written},
};

/// How many tickets of one session are followed, and how many series of one browser.
pub(super) const MOST_SUCCESSORS: usize = 100;

/// How often it is tried while others change what is to end, or is to stay ended.
const MOST_TRIES: usize = 16;

/// Ends a session for good: no copy of a cookie brings it back.
pub(crate) async fn end(
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    if ending.copies.exist() {
        // First: if all else fails, or the browser goes away, the copies have ended, and who
        // tries again still finds the session.
        end_copies(ending, settings, storage, now).await?;
    }
    storage.store.delete(&ending.key, now.0).await?;
    Ok(())
}

/// The same where it may have gone on: the tombstone of that stays.
pub(super) async fn end_if_there(
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (store, key) = (&storage.store, ending.key);
    for _ in 0..MOST_TRIES {
        let Some(entry) = store.load(&key, now.0).await? else {
            return Ok(());
        };
        if Ending::of_entry(&entry).is_none() {
            return Ok(());
        }
        end_copies(ending, settings, storage, now).await?;
        if store.delete_version(&key, entry.version, now.0).await? == Written::Done {
            return Ok(());
        }
    }
    // Whoever has a copy can write into it all the time.
    store.delete(&key, now.0).await.map(drop)
}

/// Leaves a tombstone for copies in sealed cookies. That of somebody who goes on still says where he
/// is, and cannot be taken back any more.
async fn end_copies(
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let key = &ending.key;
    let ends = ending.record.ends(&settings.lifetimes);
    let until = ending.copies.live_until(ends, now);
    let ended = Tombstone::ended(key.of_tombstone(), until, now).to_entry();
    for _ in 0..MOST_TRIES {
        if storage.store.create(&ended, None, now.0).await? == Written::Done {
            return Ok(());
        }
        let Some(there) = beside(key, storage, now).await? else {
            continue;
        };
        if !there.went_on || finalize(&there, storage, now).await? {
            return Ok(());
        }
    }
    Err(unusable(
        "a session never stopped going on and taking it back",
    ))
}

/// The same, with all that the session has gone on as, or goes on as at this moment.
pub(crate) async fn end_and_follow(
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    if ending.copies.exist() {
        end(ending, settings, storage, now).await?;
    }
    match end_under(ending.key, settings, storage, now).await? {
        Some(successor) => end_successors(successor, settings, storage, now).await,
        None => Ok(()),
    }
}

/// Ends a session; of one that somebody logs out also what it has gone on as meanwhile.
pub(super) async fn end_if(
    if_gone: IfGone,
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    match if_gone {
        IfGone::End => end_and_follow(ending, settings, storage, now).await,
        _ => end(ending, settings, storage, now).await,
    }
}

/// Ends the session under a key, and answers what has taken its place. If nothing is there, somebody
/// may just have taken it away to go on: then a tombstone is left first, and whoever finds it there
/// ends what he has made, unless that is a login or what a logout keeps.
async fn end_under(
    key: Key,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<Option<Key>, StoreError> {
    let store = &storage.store;
    for tries in 0..MOST_TRIES {
        let Some(entry) = store.load(&key, now.0).await? else {
            let ended = Tombstone::ended(key, until_forgotten(now), now).to_entry();
            if store.create(&ended, None, now.0).await? == Written::Done {
                return announced_successor(&key, storage, now).await;
            }
            continue;
        };
        let Some(session) = Ending::of_entry(&entry) else {
            if let Some(tombstone) = Tombstone::of_entry(&entry) {
                if tombstone.successor.is_some() {
                    return Ok(tombstone.successor);
                }
                if tombstone.went_on && !finalize(&tombstone, storage, now).await? {
                    continue;
                }
            }
            return announced_successor(&key, storage, now).await;
        };
        if session.copies.exist() {
            end(&session, settings, storage, now).await?;
            continue;
        }
        if tries > MOST_TRIES / 2 {
            // Whoever has a copy can write into it all the time: it goes whatever its version is.
            store.delete(&key, now.0).await?;
            continue;
        }
        let removed = store.delete_version(&key, entry.version, now.0);
        if removed.await? == Written::Done {
            return Ok(None);
        }
    }
    Err(unusable("other requests never stopped changing what ends"))
}

/// Where whoever goes on at this moment has announced that the session will be.
async fn announced_successor(
    key: &Key,
    storage: &Storage,
    now: Timestamp,
) -> Result<Option<Key>, StoreError> {
    let announcement = beside(key, storage, now).await?;
    Ok(announcement.and_then(|announcement| announcement.successor))
}

/// How long requests that are on their way may still ask for what has ended.
pub(super) fn until_forgotten(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_add(OVERTAKEN_FOR))
}

/// Leaves a tombstone. In place of what was there it is final.
pub(super) async fn leave(
    tombstone: &Entry,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut tombstone = tombstone.clone();
    for _ in 0..MOST_TRIES {
        if storage.store.create(&tombstone, None, now.0).await? == Written::Done {
            return Ok(());
        }
        // A cookie from before the store was faster, or somebody who has ended it.
        storage.store.delete(&tombstone.key, now.0).await?;
        tombstone.version = FINAL + 1;
    }
    Err(unusable("what ended comes again and again"))
}

/// Ends what a session went on as; of a longer chain than anybody has the rest is left.
pub(crate) async fn end_successors(
    first: Key,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut next = Some(first);
    for _ in 0..MOST_SUCCESSORS {
        let Some(key) = next else {
            break;
        };
        let entry = storage.store.load(&key, now.0).await?;
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
            series_endings::end_alone(credential, storage, now).await?;
        }
        next = end_under(key, settings, storage, now).await?;
        if let Some(EndedCredential {
            reference, user_id, ..
        }) = &credential
        {
            series_endings::end_sessions(&reference.id, user_id, settings, storage, now).await?;
        }
    }
    Ok(())
}
