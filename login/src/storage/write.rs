//! One write of a session, tried again until nobody else's is in its way.

use std::rc::Rc;

use super::{
    endings::{end_and_follow, end_if, end_if_there},
    lost_answers::or_found,
    meanwhile::twin,
    places::{self, MOST_TRIES, Newcomer},
    replacing::replace,
    sessions::{IfGone, lasts},
    unusable,
};
use crate::{
    clock::Timestamp,
    error::LoginError,
    session::{Found, Plan, StoreWrite, Stored, Ticket},
    settings::{Settings, Storage},
    store::{Entry, Key, Limit, StoreError, WhenFull, Written},
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
                let created = store.create(&entry, limit, now.0).await;
                let written = or_found(created, &entry, storage, now).await?;
                if let Some(twin) = twin(&stored, written, storage, now).await? {
                    plan.is_anothers = true;
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
                let limit = limit(storage, &new.to_entry(lifetimes), if_gone, tries);
                let replaced = replace(&old, &new, limit, if_gone, settings, storage, now);
                let written = replaced.await?;
                if let Some(twin) = twin(&new, written, storage, now).await? {
                    plan.is_anothers = true;
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
                    end_what_stayed(&old, settings, storage, now).await?;
                    plan.write = StoreWrite::Create(*new);
                    continue;
                }
                (written, *new)
            }
            StoreWrite::Delete(stored) if is_visitors(&stored) => {
                let (key, version) = (stored.ticket.key(), stored.version);
                let written = store.delete_version(&key, version, now.0).await?;
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
        // It may have gone on; the next request sends its cookie again.
        Err(_) if is_sent_again => Written::Gone,
        // The log has it; that a session was used is no reason to fail a request.
        Ok(true) | Err(_) => Written::Done,
    }
}

/// Whether a session is there, and nobody has said that it goes on under another ticket.
async fn stays(key: &Key, storage: &Storage, now: Timestamp) -> Result<bool, StoreError> {
    let word = storage.store.load(&key.of_end(), now.0).await?;
    Ok(word.is_none() && lasts(key, storage, now).await?)
}

/// A session from a sealed cookie may be there still whose place nothing could take: where somebody has
/// said that it goes on.
async fn end_what_stayed(
    old: &Stored,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    if old.copies.exist() {
        end_if_there(&old.ending(), settings, storage, now).await?;
    }
    Ok(())
}

/// Whether it holds values alone, which another request may be adding to: only as long as nobody
/// does, it goes. A login ends whatever else is written.
fn is_visitors(stored: &Stored) -> bool {
    stored.record.login.is_none() && !stored.copies.exist()
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
        // One that was just put there again has ended for whoever knew it before.
        Some(Found::Session(stored)) if !stored.is_unsettled() => Some(Rc::unwrap_or_clone(stored)),
        _ => None,
    })
}
