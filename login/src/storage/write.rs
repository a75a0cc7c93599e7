//! One write of a session, tried again until nobody else's is in its way.

use std::rc::Rc;

use super::{
    endings::{
        end_and_follow, end_if, leave, remove_unchanged, take_back_announcement, until_forgotten,
    },
    meanwhile::twin,
    places::{self, MOST_TRIES, Newcomer},
    sessions::{IfGone, lasts},
    unseen, unusable,
};
use crate::{
    clock::Timestamp,
    error::LoginError,
    session::{Ending, Found, Plan, StoreWrite, Stored, Ticket},
    settings::{Settings, Storage},
    store::{Entry, FINAL, Key, Limit, StoreError, WhenFull, Written},
};

/// What is then in the store; nothing if the session is not.
pub(super) async fn write(
    plan: &mut Plan,
    settings: &Settings,
    storage: &Storage,
    if_gone: IfGone,
    now: Timestamp,
) -> Result<Option<Stored>, LoginError> {
    let (store, lifetimes, again) = (&storage.store, &settings.lifetimes, plan.is_sent_again);
    let mut turn = None;
    for tries in 0..MOST_TRIES {
        let (written, stored) = match plan.write.clone() {
            StoreWrite::Touch(stored) => {
                let touched = touch(&stored, again, settings, storage, now).await;
                (touched, stored)
            }
            StoreWrite::Update(mut stored) => {
                let written = store.update(&stored.to_entry(lifetimes), now.0).await?;
                if written == Written::Conflict
                    && let Some(theirs) = reload(stored.ticket.clone(), storage, now).await?
                {
                    plan.merge(theirs);
                    continue;
                }
                stored.version += 1;
                (written, stored)
            }
            StoreWrite::Create(stored) => {
                let entry = stored.to_entry(lifetimes);
                let limit = limit(storage, &entry, if_gone, tries);
                let written = store.create(&entry, limit, now.0).await?;
                if let Some(twin) = twin(&stored, written, storage, now).await? {
                    return Ok(twin);
                }
                if written == Written::Conflict && if_gone == IfGone::Create {
                    // A logout that followed the announcement has left its word there.
                    let ticket = Ticket::new(settings.randomness)?;
                    plan.write = StoreWrite::Create(Stored { ticket, ..stored });
                    continue;
                }
                (written, stored)
            }
            StoreWrite::Replace(old, new) => {
                let entry = new.to_entry(lifetimes);
                let limit = limit(storage, &entry, if_gone, tries);
                let word = word(&old, &new, settings, now);
                let before = (&*old, old.to_entry(lifetimes));
                let replaced = replace(before, entry, limit, (word, if_gone), storage, now);
                let written = replaced.await?;
                if let Some(twin) = twin(&new, written, storage, now).await? {
                    return Ok(twin);
                }
                if written == Written::Conflict
                    && let Some(theirs) = reload(old.ticket.clone(), storage, now).await?
                {
                    if if_gone == IfGone::End && tries > MOST_TRIES / 2 {
                        // Whoever has a copy can write into it all the time.
                        end_and_follow(&old.ending(), settings, storage, now).await?;
                        plan.write = StoreWrite::Create(*new);
                    } else {
                        plan.merge(theirs);
                    }
                    continue;
                }
                let has_ended = matches!(written, Written::Gone | Written::Conflict);
                if has_ended && if_gone == IfGone::End {
                    end_and_follow(&old.ending(), settings, storage, now).await?;
                }
                if has_ended && (if_gone == IfGone::Create || old.record.login.is_none()) {
                    plan.write = StoreWrite::Create(*new);
                    continue;
                }
                (written, *new)
            }
            StoreWrite::Delete(stored) if is_visitors(&stored) => {
                let (key, version) = (stored.ticket.key(), stored.version);
                let written = remove_unchanged(&key, version, storage, now).await?;
                if written == Written::Conflict
                    && let Some(theirs) = reload(stored.ticket, storage, now).await?
                {
                    plan.merge(theirs);
                    continue;
                }
                return Ok(None);
            }
            StoreWrite::Delete(stored) => {
                end_if(if_gone, &stored.ending(), settings, storage, now).await?;
                return Ok(None);
            }
        };
        return match written {
            Written::Done => Ok(Some(stored)),
            Written::Full => {
                if !evicts(storage, if_gone) {
                    return Err(LoginError::TooManySessions);
                }
                let login = stored.record.login.as_ref();
                if let (None, Some(login)) = (&turn, login) {
                    turn = storage.making_room.of(&login.user_id).await;
                }
                make_room(&stored, &plan.write, settings, storage, now).await?;
                continue;
            }
            Written::Gone | Written::Conflict => Ok(None),
        };
    }
    Err(unusable("other requests never stopped changing the session").into())
}

/// Notes that a session was used.
async fn touch(
    stored: &Stored,
    is_sent_again: bool,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Written {
    let (seen, expires) = stored.times(&settings.lifetimes);
    let key = stored.ticket.key();
    let touched = match storage.store.touch(&key, seen, expires, now.0).await {
        // What was touched may be about to go on, or the word that it did, and this request's cookie
        // must not take the newer one's place.
        Ok(true) if is_sent_again => stays(&key, storage, now).await,
        touched => touched,
    };
    match touched {
        Ok(false) => Written::Gone,
        // The log has it; that a session was used is no reason to fail a request.
        Ok(true) | Err(_) => Written::Done,
    }
}

/// Whether a session is there, and nobody has said that it goes on under another ticket.
async fn stays(key: &Key, storage: &Storage, now: Timestamp) -> Result<bool, StoreError> {
    let word = storage.store.load(&key.of_end(), now.0).await?;
    Ok(word.is_none() && lasts(key, storage, now).await?)
}

/// Whether it holds values alone, which another request may be adding to: only as long as nobody
/// does, it goes. A login ends whatever else is written.
fn is_visitors(stored: &Stored) -> bool {
    stored.record.login.is_none() && !stored.copies.exist()
}

/// To the end, also if the browser goes away, which then has no cookie of it: with half of it done a
/// copy of a sealed cookie would bring the old one back, or a word stand that nobody keeps.
async fn replace(
    (old, before): (&Stored, Entry),
    after: Entry,
    limit: Option<Limit>,
    (word, if_gone): (Entry, IfGone),
    storage: &Storage,
    now: Timestamp,
) -> Result<Written, StoreError> {
    let storage = storage.clone();
    let replaced = if old.copies.exist() {
        tokio::spawn(replace_sealed(storage, before, after, limit, word, now))
    } else {
        let key = (before.key, before.version);
        let said = (word, if_gone);
        tokio::spawn(replace_kept(storage, key, after, limit, said, now))
    };
    replaced.await.map_err(StoreError::new)?
}

/// Puts a session in the place of another, and leaves the word of it there. It is said before, under
/// a key beside it: where the word will be still is the session. Whoever ends the session in between
/// leaves a word first, to which this gives way, unless somebody logs in or out.
async fn replace_kept(
    storage: Storage,
    (key, version): (Key, u64),
    after: Entry,
    limit: Option<Limit>,
    (word, if_gone): (Entry, IfGone),
    now: Timestamp,
) -> Result<Written, StoreError> {
    let (store, end) = (&storage.store, of_end(&word));
    let is_said = store.create(&end, None, now.0).await? == Written::Done;
    // A logout never gives way.
    if !is_said && if_gone == IfGone::Leave && Ending::successor(&word).is_some() {
        return Ok(Written::Gone);
    }
    let written = store.replace(&key, version, &after, limit, now.0).await;
    if !matches!(written, Ok(Written::Done)) {
        if is_said {
            let _log_has_it = store.delete(&end.key, now.0).await;
        }
        return written;
    }
    let left = match if_gone {
        IfGone::Create | IfGone::End => leave(&word, &storage, now).await.map(|()| Written::Done),
        IfGone::Leave | IfGone::Renew => store.create(&word, None, now.0).await,
    };
    match left {
        Ok(Written::Done) => {}
        // Somebody has ended the session since it was taken from there.
        Ok(_) => {
            store.delete(&after.key, now.0).await?;
            return Ok(Written::Gone);
        }
        Err(_) => tracing::warn!(
            "a request beside a login may take its cookie from the browser, a logout miss it"
        ),
    }
    Ok(Written::Done)
}

/// Puts the second in the place of the first, which some copy of may be in a sealed cookie,
/// and leaves the word of it: both or neither, as far as the store allows.
async fn replace_sealed(
    storage: Storage,
    before: Entry,
    after: Entry,
    limit: Option<Limit>,
    word: Entry,
    now: Timestamp,
) -> Result<Written, StoreError> {
    let store = &storage.store;
    // First, and by one request alone: while the place is free, one with the sealed cookie could
    // take it again, and another go on from there as well.
    let end = of_end(&word);
    if store.create(&end, None, now.0).await? != Written::Done {
        return Ok(Written::Gone);
    }
    let written = store
        .replace(&before.key, before.version, &after, limit, now.0)
        .await;
    match &written {
        Ok(Written::Done) => {
            if let Err(error) = leave(&word, &storage, now).await {
                put_back(after, before, storage.clone(), now).await;
                return Err(error);
            }
        }
        Ok(Written::Gone) => {}
        Ok(Written::Conflict | Written::Full) | Err(_) => {
            take_back_announcement(&word.key, &storage, now).await;
        }
    }
    written
}

/// Puts the second back into the place that the first has taken, unless it has ended meanwhile, here
/// or there: then neither is left.
async fn put_back(after: Entry, before: Entry, storage: Storage, now: Timestamp) {
    let store = &storage.store;
    // The word of it, unless somebody has made it final.
    let removed = remove_unchanged(&before.key, FINAL, &storage, now).await;
    let is_back = match removed {
        Ok(Written::Done | Written::Gone) => {
            // Whoever follows it to where it is finds it here.
            let word = Ending::word_of(after.key, Some(before.key), until_forgotten(now), now);
            let (key, said) = ((after.key, after.version), (word, IfGone::Leave));
            let kept = replace_kept(storage.clone(), key, before.clone(), None, said, now);
            matches!(kept.await, Ok(Written::Done))
        }
        _ => false,
    };
    if !is_back {
        let _log_has_it = store.delete(&after.key, now.0).await;
        return;
    }
    let login = Ending::of_entry(&before).and_then(|session| session.record.login);
    if let Some(login) = login
        && let Ok(true) = unseen::has_ended(&login.user_id, now, &storage, now).await
    {
        // Whoever ended all logins did not find it.
        let _log_has_it = store.delete(&before.key, now.0).await;
    }
    // Last: without it a copy of a sealed cookie would take the place.
    take_back_announcement(&before.key, &storage, now).await;
}

async fn make_room(
    newcomer: &Stored,
    write: &StoreWrite,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let login = newcomer.record.login.as_ref();
    let credential = login.and_then(|login| login.credential);
    let newcomer = Newcomer {
        entry: &newcomer.to_entry(&settings.lifetimes),
        replaced: match write {
            StoreWrite::Replace(old, _) => Some(old.ticket.key()),
            _ => None,
        },
        series: credential.map(|credential| credential.id),
    };
    places::make_room(&newcomer, storage.limit, settings, storage, now).await
}

/// Only somebody who logs in can be told that there are too many sessions.
fn evicts(storage: &Storage, if_gone: IfGone) -> bool {
    if_gone != IfGone::Create || storage.limit.when_full == WhenFull::EvictOldest
}

fn limit(storage: &Storage, entry: &Entry, if_gone: IfGone, tries: usize) -> Option<Limit> {
    entry.owner.as_ref()?;
    Some(if evicts(storage, if_gone) {
        places::told(storage.limit, tries)
    } else {
        storage.limit
    })
}

async fn reload(
    ticket: Ticket,
    storage: &Storage,
    now: Timestamp,
) -> Result<Option<Stored>, StoreError> {
    let entry = storage.store.load(&ticket.key(), now.0).await?;
    let found = entry.map(|entry| Stored::of_entry(ticket, &entry));
    Ok(match found {
        Some(Found::Session(stored)) => Some(Rc::unwrap_or_clone(stored)),
        _ => None,
    })
}

/// Puts things back as they were before what failed after all, as far as the store allows.
pub(super) async fn take_back(
    done: &StoreWrite,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) {
    let store = &storage.store;
    let _log_has_it = match done {
        StoreWrite::Create(new) => store.delete(&new.ticket.key(), now.0).await.map(drop),
        StoreWrite::Replace(old, new) => {
            let lifetimes = &settings.lifetimes;
            let (before, after) = (old.to_entry(lifetimes), new.to_entry(lifetimes));
            // To the end, also if the browser goes away: with half of it done the session could not go on.
            let put_back = tokio::spawn(put_back(after, before, storage.clone(), now));
            put_back.await.map_err(StoreError::new)
        }
        StoreWrite::Touch(_) | StoreWrite::Update(_) | StoreWrite::Delete(_) => Ok(()),
    };
}

/// A word where nothing is in its way.
fn of_end(word: &Entry) -> Entry {
    Entry {
        key: word.key.of_end(),
        ..word.clone()
    }
}

/// Under the old ticket it says for a while that the session went on under another, so that
/// requests on their way do not take the new cookie from the browser.
fn word(old: &Stored, new: &Stored, settings: &Settings, now: Timestamp) -> Entry {
    let ends = old.record.ends(&settings.lifetimes);
    let until = old.copies.live_until(ends, now).max(until_forgotten(now));
    let user = |stored: &Stored| {
        let login = stored.record.login.as_ref();
        login.map(|login| login.user_id.to_string())
    };
    // Only the same login goes on: who knew the session of an anonymous visitor must not be
    // able to log out whom that visitor became.
    let goes_on = user(old).is_some() && user(old) == user(new);
    let successor = goes_on.then(|| new.ticket.key());
    Ending::word_of(old.ticket.key(), successor, until, now)
}
