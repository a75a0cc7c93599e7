//! The session of a request, written.

use actix_web::HttpRequest;

use super::{
    meanwhile::{has_gone, restored_from, twin},
    open::client_info,
    series, unusable,
};
use crate::{
    clock::Timestamp,
    context::LoginContext,
    error::LoginError,
    remember::EndedCredential,
    session::{ClientInfo, Ending, Found, OVERTAKEN_FOR, Plan, StoreWrite, Stored, Ticket},
    settings::{Settings, Storage},
    store::{Entry, Key, Limit, StoreError, WhenFull, Written},
};

/// How often a write is tried again on top of what others wrote.
const MOST_CONFLICTS: usize = 16;

/// How many tickets of one session are followed.
const MOST_SUCCESSORS: usize = 100;

/// What to do if the session that is to go on under another ticket has ended meanwhile.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum IfGone {
    /// Somebody logs in: there will be a session.
    Create,
    /// Whoever ended it wins.
    Leave,
}

/// What became of a session's changes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Persisted {
    Done,
    /// It was ended elsewhere.
    Gone,
}

/// Writes what changed. The request is there unless an inner middleware failed.
pub(crate) async fn persist(
    request: Option<&HttpRequest>,
    context: &LoginContext,
    if_gone: IfGone,
) -> Result<Persisted, LoginError> {
    let settings = context.settings();
    let Some(storage) = &settings.storage else {
        return Ok(Persisted::Done);
    };
    let _turn = context.storing.lock().await;
    let now = settings.now();
    let client = request.map(client_info);
    let (persisted, done) = persist_session(client.clone(), context, storage, if_gone, now).await?;
    let new_series = context.take_new_series();
    let rest = async {
        if let Some(credential) = &new_series {
            let client = client.unwrap_or_default();
            series::begin(credential, client, storage, now).await?;
        }
        end_others(context, storage, now).await
    };
    let rest = rest.await;
    if rest.is_err()
        && let Some(credential) = &new_series
    {
        series::withdraw(credential, storage, now).await;
    }
    match done {
        Some(done) if rest.is_err() => take_back(&done, settings, storage, now).await,
        Some(StoreWrite::Replace(old, new)) if !old.was_sealed => {
            let left = leave(&word(&old, &new, settings, now), storage, now).await;
            left.unwrap_or_else(|_| {
                tracing::warn!("a request beside a login may take its cookie from the browser");
            });
        }
        _ => {}
    }
    rest?;
    Ok(persisted)
}

async fn persist_session(
    client: Option<ClientInfo>,
    context: &LoginContext,
    storage: &Storage,
    if_gone: IfGone,
    now: Timestamp,
) -> Result<(Persisted, Option<StoreWrite>), LoginError> {
    let settings = context.settings();
    let plan = context.session(|session| session.plan(client, settings.randomness));
    let Some(mut plan) = plan.transpose()?.flatten() else {
        return Ok((Persisted::Done, None));
    };
    let is_deletion = matches!(plan.write, StoreWrite::Delete(_));
    let mut written = write(&mut plan, settings, storage, if_gone, now).await?;
    if let (Some(stored), Some(credential)) = (&written, restored_from(&plan, if_gone))
        && has_gone(stored, credential, storage, now).await?
    {
        end(&stored.ending(), settings, storage, now).await?;
        context.forget_restored();
        written = None;
    }
    if let Some(stored) = written {
        let (sealer, randomness) = (&settings.keys.session, settings.randomness);
        let written = context.session(|session| session.written(stored, sealer, randomness));
        written.transpose()?;
        return Ok((Persisted::Done, Some(plan.write)));
    }
    context.session(|session| session.removed(is_deletion));
    if is_deletion {
        return Ok((Persisted::Done, None));
    }
    tracing::info!("a session was ended while a request used it");
    Ok((Persisted::Gone, None))
}

/// Puts things back as they were before what failed after all, as far as the store allows.
async fn take_back(done: &StoreWrite, settings: &Settings, storage: &Storage, now: Timestamp) {
    let store = &storage.store;
    let _log_has_it = match done {
        StoreWrite::Create(new) => store.delete(&new.ticket.key(), now.0).await.map(drop),
        StoreWrite::Replace(old, new) => {
            let lifetimes = &settings.lifetimes;
            let (before, after) = (old.to_entry(lifetimes), new.to_entry(lifetimes));
            put_back(&after, &before, old.was_sealed, storage, now).await;
            Ok(())
        }
        StoreWrite::Touch(_) | StoreWrite::Update(_) | StoreWrite::Delete(_) => Ok(()),
    };
}

/// Ends what ends beside the session itself.
async fn end_others(
    context: &LoginContext,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let settings = context.settings();
    let ended = context.take_ended();
    for ending in &ended.sessions {
        end(ending, settings, storage, now).await?;
    }
    for successor in ended.successors {
        end_successors(successor, settings, storage, now).await?;
    }
    for credential in &ended.credentials {
        series::end(credential, settings, storage, now).await?;
    }
    Ok(())
}

/// What is then in the store; nothing if the session is not.
async fn write(
    plan: &mut Plan,
    settings: &Settings,
    storage: &Storage,
    if_gone: IfGone,
    now: Timestamp,
) -> Result<Option<Stored>, LoginError> {
    let (store, lifetimes) = (&storage.store, &settings.lifetimes);
    for _ in 0..MOST_CONFLICTS {
        let (written, stored) = match plan.write.clone() {
            StoreWrite::Touch(stored) => {
                let (seen, expires) = stored.times(lifetimes);
                let key = stored.ticket.key();
                // The log has it; that a session was used is no reason to fail a request.
                let touched = store.touch(&key, seen, expires, now.0).await;
                let is_there = touched.unwrap_or(true);
                let gone = Written::Gone;
                (if is_there { Written::Done } else { gone }, stored)
            }
            StoreWrite::Update(mut stored) => {
                let written = store.update(&stored.to_entry(lifetimes), now.0).await?;
                let before = stored.ticket.clone();
                stored.version += 1;
                if written == Written::Conflict
                    && let Some(theirs) = reload(before, storage, now).await?
                {
                    plan.merge(theirs);
                    continue;
                }
                (written, stored)
            }
            StoreWrite::Create(stored) => {
                let entry = stored.to_entry(lifetimes);
                let limit = limit(storage, &entry, if_gone);
                let written = store.create(&entry, limit, now.0).await?;
                if let Some(twin) = twin(&stored, written, storage, now).await? {
                    return Ok(twin);
                }
                (written, stored)
            }
            StoreWrite::Replace(old, new) => {
                let (key, entry) = (old.ticket.key(), new.to_entry(lifetimes));
                let limit = limit(storage, &entry, if_gone);
                let written = if old.was_sealed {
                    let word = word(&old, &new, settings, now);
                    let before = old.to_entry(lifetimes);
                    let replaced = replace_sealed(storage.clone(), before, entry, limit, word, now);
                    // To the end, also if the browser goes away: with half of it done a copy
                    // of the sealed cookie would bring the old one back.
                    tokio::spawn(replaced).await.map_err(StoreError::new)??
                } else {
                    store
                        .replace(&key, old.version, &entry, limit, now.0)
                        .await?
                };
                if let Some(twin) = twin(&new, written, storage, now).await? {
                    return Ok(twin);
                }
                if written == Written::Conflict
                    && let Some(theirs) = reload(old.ticket.clone(), storage, now).await?
                {
                    plan.merge(theirs);
                    continue;
                }
                let has_ended = matches!(written, Written::Gone | Written::Conflict);
                if has_ended && (if_gone == IfGone::Create || old.record.login.is_none()) {
                    plan.write = StoreWrite::Create(*new);
                    continue;
                }
                (written, *new)
            }
            StoreWrite::Delete(stored) => {
                end(&stored.ending(), settings, storage, now).await?;
                return Ok(None);
            }
        };
        return match written {
            Written::Done => Ok(Some(stored)),
            Written::Full => Err(LoginError::TooManySessions),
            Written::Gone | Written::Conflict => Ok(None),
        };
    }
    Err(unusable("other requests never stopped changing the session").into())
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
    let written = store
        .replace(&before.key, before.version, &after, limit, now.0)
        .await?;
    if written == Written::Done
        && let Err(error) = leave(&word, &storage, now).await
    {
        put_back(&after, &before, true, &storage, now).await;
        return Err(error);
    }
    Ok(written)
}

/// Puts the second back into the place that the first has taken.
async fn put_back(
    after: &Entry,
    before: &Entry,
    was_sealed: bool,
    storage: &Storage,
    now: Timestamp,
) {
    let store = &storage.store;
    if was_sealed {
        let _log_has_it = store.delete(&before.key, now.0).await;
    }
    let put_back = store.replace(&after.key, after.version, before, None, now.0);
    let _log_has_it = put_back.await;
}

/// Only somebody who logs in can be told that there are too many sessions.
fn limit(storage: &Storage, entry: &Entry, if_gone: IfGone) -> Option<Limit> {
    let limit = storage.limit.filter(|_| entry.owner.is_some())?;
    Some(match if_gone {
        IfGone::Create => limit,
        IfGone::Leave => Limit {
            when_full: WhenFull::EvictOldest,
            ..limit
        },
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
        Some(Found::Session(stored)) => Some(*stored),
        _ => None,
    })
}

/// Ends a session for good: no copy of a cookie brings it back.
pub(crate) async fn end(
    ending: &Ending,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let store = &storage.store;
    if ending.was_sealed {
        // First: if all else fails, or the browser goes away, the copies have ended, and who
        // tries again still finds the session.
        let until = ending.record.ends(&settings.lifetimes);
        let word = Entry {
            key: ending.key.of_end(),
            ..ending.word(None, until, now)
        };
        let _done_or_there_already = store.create(&word, None, now.0).await?;
    }
    store.delete(&ending.key, now.0).await?;
    Ok(())
}

/// Leaves the word that something has ended.
pub(super) async fn leave(
    word: &Entry,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    for _ in 0..MOST_CONFLICTS {
        if storage.store.create(word, None, now.0).await? == Written::Done {
            return Ok(());
        }
        // A cookie from before the store was faster.
        storage.store.delete(&word.key, now.0).await?;
    }
    Err(unusable("what ended comes again and again"))
}

/// Ends what a session went on as, however often it did.
async fn end_successors(
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
        let Some(entry) = storage.store.load(&key, now.0).await? else {
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
                    user_id: login.user_id,
                    may_be_old: true,
                };
                series::end(&credential, settings, storage, now).await?;
            }
        }
    }
    Ok(())
}

/// Under the old ticket it says for a while that the session went on under another, so that
/// requests on their way do not take the new cookie from the browser.
fn word(old: &Stored, new: &Stored, settings: &Settings, now: Timestamp) -> Entry {
    let until = if old.was_sealed {
        old.record.ends(&settings.lifetimes)
    } else {
        Timestamp(now.0.saturating_add(OVERTAKEN_FOR))
    };
    let user = |stored: &Stored| {
        let login = stored.record.login.as_ref();
        login.map(|login| login.user_id.clone())
    };
    // Only the same login goes on: who knew the session of an anonymous visitor must not be
    // able to log out whom that visitor became.
    let goes_on = user(old).is_some() && user(old) == user(new);
    let successor = goes_on.then(|| new.ticket.key());
    old.ending().word(successor, until, now)
}
