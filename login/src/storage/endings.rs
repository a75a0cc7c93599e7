//! What ends sessions in a store, so that no copy of a cookie brings them back.

use super::{series, unusable};
use crate::{
    clock::Timestamp,
    remember::EndedCredential,
    session::Ending,
    settings::{Settings, Storage},
    store::{Entry, Key, StoreError, Written},
};

/// How many tickets of one session are followed.
const MOST_SUCCESSORS: usize = 100;

/// How often the word of an end is tried to be left.
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
        let word = Entry {
            key: ending.key.of_end(),
            ..ending.word(until, now)
        };
        let _done_or_there_already = store.create(&word, None, now.0).await?;
    }
    store.delete(&ending.key, now.0).await?;
    Ok(())
}

/// The same for a session that may go on under another ticket at this moment.
pub(crate) async fn end_wherever(
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    end(ending, settings, storage, now).await?;
    // As what it goes on is said before it does.
    let word = storage.store.load(&ending.key.of_end(), now.0).await?;
    match word.as_ref().and_then(Ending::successor) {
        Some(successor) => end_successors(successor, settings, storage, now).await,
        None => Ok(()),
    }
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

/// Ends what a session went on as, however often it did.
pub(super) async fn end_successors(
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
        let entry = match storage.store.load(&key, now.0).await? {
            // It is said before, and under the old ticket a little later.
            None => storage.store.load(&key.of_end(), now.0).await?,
            entry => entry,
        };
        let Some(entry) = entry else {
            break;
        };
        next = Ending::successor(&entry);
        if let Some(session) = Ending::of_entry(&entry) {
            end(&session, settings, storage, now).await?;
            let Some(login) = session.record.login else {
                continue;
            };
            if let Some(reference) = login.credential {
                let credential = EndedCredential {
                    reference,
                    user_id: login.user_id.to_string(),
                    may_be_old: true,
                };
                series::end(&credential, settings, storage, now).await?;
            }
        }
    }
    Ok(())
}
