//! What ends sessions in a store, so that no copy of a cookie brings them back.

use super::{
    series,
    sessions::{IfGone, lasts},
    unusable,
};
use crate::{
    clock::Timestamp,
    remember::EndedCredential,
    session::{Ending, OVERTAKEN_FOR},
    settings::{Settings, Storage},
    store::{Entry, FINAL, Key, StoreError, Written},
};

/// How many tickets of one session are followed.
const MOST_SUCCESSORS: usize = 100;

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

/// The same where it may have gone on: the word of that stays.
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

/// Leaves the word of an end for copies in sealed cookies. That of somebody who goes on still says
/// where he is, and cannot be taken back any more.
async fn end_copies(
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let store = &storage.store;
    let ends = ending.record.ends(&settings.lifetimes);
    let until = ending.copies.live_until(ends, now);
    let word = Ending::word(ending.key.of_end(), until, now);
    for _ in 0..MOST_TRIES {
        if store.create(&word, None, now.0).await? == Written::Done {
            return Ok(());
        }
        let Some(there) = store.load(&word.key, now.0).await? else {
            continue;
        };
        if !Ending::went_on(&there) || make_final(&there, storage, now).await? {
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
/// may just have taken it away to go on: then the word of the end is left first, and whoever finds
/// it there ends what he has made, unless that is a login or what a logout keeps.
async fn end_under(
    key: Key,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<Option<Key>, StoreError> {
    let store = &storage.store;
    for tries in 0..MOST_TRIES {
        let Some(entry) = store.load(&key, now.0).await? else {
            let word = Ending::word(key, until_forgotten(now), now);
            if store.create(&word, None, now.0).await? == Written::Done {
                return announced_successor(&key, storage, now).await;
            }
            continue;
        };
        let Some(session) = Ending::of_entry(&entry) else {
            if let Some(successor) = Ending::successor(&entry) {
                return Ok(Some(successor));
            }
            if Ending::went_on(&entry) && !make_final(&entry, storage, now).await? {
                continue;
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

/// Makes the word that another session took the place into that of an end: who has put it there, and
/// cannot go through with it, puts nothing back. Answers whether the word was there still.
async fn make_final(word: &Entry, storage: &Storage, now: Timestamp) -> Result<bool, StoreError> {
    let last = Entry {
        version: word.version,
        ..Ending::last_word(word, now)
    };
    Ok(storage.store.update(&last, now.0).await? == Written::Done)
}

/// Where whoever goes on at this moment has said, before, that the session will be.
async fn announced_successor(
    key: &Key,
    storage: &Storage,
    now: Timestamp,
) -> Result<Option<Key>, StoreError> {
    let word = storage.store.load(&key.of_end(), now.0).await?;
    Ok(word.as_ref().and_then(Ending::successor))
}

/// Ends a session of which it was said that it goes on, and which does not.
pub(super) async fn end_announced(key: &Key, storage: &Storage, now: Timestamp) {
    let store = &storage.store;
    // First: who is about to put a copy from a sealed cookie there ends it himself then.
    if let Ok(Some(word)) = store.load(&key.of_end(), now.0).await
        && Ending::went_on(&word)
    {
        let _log_has_it = make_final(&word, storage, now).await;
    }
    let _log_has_it = store.delete(key, now.0).await;
}

/// Takes back that a session goes on, unless it has ended meanwhile: that stays said, for copies in
/// sealed cookies, and what was put back goes.
pub(super) async fn take_back_announcement(key: &Key, storage: &Storage, now: Timestamp) {
    let (store, announced) = (&storage.store, key.of_end());
    let Ok(Some(word)) = store.load(&announced, now.0).await else {
        return;
    };
    if !Ending::went_on(&word) {
        // What was to go on has ended, also where it was just put back.
        let _log_has_it = store.delete(key, now.0).await;
        return;
    }
    match store.delete_version(&announced, word.version, now.0).await {
        Ok(Written::Conflict) => {
            let _log_has_it = store.delete(key, now.0).await;
            return;
        }
        Ok(_) => {}
        Err(_) => return,
    }
    if let Ok(false) = lasts(key, storage, now).await {
        let word = Ending::word(announced, Timestamp(word.expires), now);
        let _log_has_it = store.create(&word, None, now.0).await;
    }
}

/// How long requests that are on their way may still ask for what has ended.
pub(super) fn until_forgotten(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_add(OVERTAKEN_FOR))
}

/// Leaves the word that something has ended, or has gone on. In place of what was there it is final.
pub(super) async fn leave(
    word: &Entry,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut word = word.clone();
    for _ in 0..MOST_TRIES {
        if storage.store.create(&word, None, now.0).await? == Written::Done {
            return Ok(());
        }
        // A cookie from before the store was faster, or somebody who has ended it.
        storage.store.delete(&word.key, now.0).await?;
        word.version = FINAL + 1;
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
            series::end_alone(credential, storage, now).await?;
        }
        next = end_under(key, settings, storage, now).await?;
        if let Some(EndedCredential {
            reference, user_id, ..
        }) = &credential
        {
            series::end_sessions(&reference.id, user_id, settings, storage, now).await?;
        }
    }
    Ok(())
}
