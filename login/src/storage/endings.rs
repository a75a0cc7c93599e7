//! What ends sessions in a store, so that no copy of a cookie brings them back.

use super::{series, sessions::IfGone, unusable};
use crate::{
    clock::Timestamp,
    remember::EndedCredential,
    session::{Ending, OVERTAKEN_FOR},
    settings::{Settings, Storage},
    store::{Entry, Key, StoreError, Written},
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
    let store = &storage.store;
    if ending.copies.exist() {
        // First: if all else fails, or the browser goes away, the copies have ended, and who
        // tries again still finds the session.
        let ends = ending.record.ends(&settings.lifetimes);
        let until = ending.copies.live_until(ends, now);
        let word = Ending::word(ending.key.of_end(), until, now);
        let _done_or_there_already = store.create(&word, None, now.0).await?;
        store.delete(&ending.key, now.0).await?;
        // Who had said that it goes on, and could not, may have taken that back meanwhile.
        store.create(&word, None, now.0).await?;
    } else {
        store.delete(&ending.key, now.0).await?;
    }
    Ok(())
}

/// The same for a session that may go on under another ticket at this moment.
pub(crate) async fn end_wherever(
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let successor = if ending.copies.exist() {
        end(ending, settings, storage, now).await?;
        said(&ending.key, storage, now).await?
    } else {
        end_under(ending.key, settings, storage, now).await?
    };
    match successor {
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
        IfGone::End => end_wherever(ending, settings, storage, now).await,
        _ => end(ending, settings, storage, now).await,
    }
}

/// Ends what is under a key, and finds what it has gone on as. A copy that has just taken it away from
/// there, and has not left its word yet, finds that it has ended.
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
                return said(&key, storage, now).await;
            }
            continue;
        };
        let Some(session) = Ending::of_entry(&entry) else {
            let successor = Ending::successor(&entry);
            if successor.is_none() && Ending::went_on(&entry) {
                // Who has put another in its place, and cannot go through with it, does not put it back.
                let word = Ending::word(key, Timestamp(entry.expires), now);
                let word = Entry {
                    version: entry.version,
                    ..word
                };
                store.update(&word, now.0).await?;
            }
            return Ok(successor);
        };
        if session.copies.exist() {
            end(&session, settings, storage, now).await?;
            return said(&key, storage, now).await;
        }
        if tries > MOST_TRIES / 2 {
            // Whoever has a copy can change it as often as he likes.
            store.delete(&key, now.0).await?;
            continue;
        }
        let removed = remove_unchanged(&key, entry.version, storage, now);
        if removed.await? == Written::Done {
            return Ok(None);
        }
    }
    Err(unusable("other requests never stopped changing what ends"))
}

/// Removes a session, unless another request has changed it.
pub(super) async fn remove_unchanged(
    key: &Key,
    version: u64,
    storage: &Storage,
    now: Timestamp,
) -> Result<Written, StoreError> {
    // Something has to take its place where a version is asked for.
    let word = Ending::word(key.of_end(), until_forgotten(now), now);
    let store = &storage.store;
    let mut written = store.replace(key, version, &word, None, now.0).await?;
    if written == Written::Conflict {
        // Another may have said that it goes on, and has not come to it.
        store.delete(&word.key, now.0).await?;
        written = store.replace(key, version, &word, None, now.0).await?;
    }
    if written == Written::Done {
        let _log_has_it = store.delete(&word.key, now.0).await;
    }
    Ok(written)
}

/// Where whoever goes on at this moment has said that a session will be.
async fn said(key: &Key, storage: &Storage, now: Timestamp) -> Result<Option<Key>, StoreError> {
    let word = storage.store.load(&key.of_end(), now.0).await?;
    Ok(word.as_ref().and_then(Ending::successor))
}

/// How long requests that are on their way may still ask for what has ended.
pub(super) fn until_forgotten(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_add(OVERTAKEN_FOR))
}

/// Leaves the word that something has ended.
pub(super) async fn leave(
    word: &Entry,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    for _ in 0..MOST_TRIES {
        if storage.store.create(word, None, now.0).await? == Written::Done {
            return Ok(());
        }
        // A cookie from before the store was faster.
        storage.store.delete(&word.key, now.0).await?;
    }
    Err(unusable("what ended comes again and again"))
}

/// Ends what a session went on as, up to so often.
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
        // The remember cookie first: who has to try again finds no session to know it by.
        let entry = storage.store.load(&key, now.0).await?;
        if let Some(session) = entry.as_ref().and_then(Ending::of_entry)
            && let Some(login) = session.record.login
            && let Some(reference) = login.credential
        {
            let credential = EndedCredential {
                reference,
                user_id: login.user_id.to_string(),
                may_be_old: true,
            };
            series::end(&credential, settings, storage, now).await?;
        }
        next = end_under(key, settings, storage, now).await?;
    }
    Ok(())
}
