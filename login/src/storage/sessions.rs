//! The session of a request.

use actix_web::HttpRequest;

use super::series;
use crate::{
    clock::Timestamp,
    context::LoginContext,
    error::LoginError,
    request::Client,
    session::{
        Carried, ClientInfo, Ending, Found, Loaded, OVERTAKEN_FOR, Plan, Record, StoreWrite,
        Stored, Ticket,
    },
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

/// Loads the request's session, once. Whoever reads or changes it calls this first.
pub(crate) async fn open(request: &HttpRequest, context: &LoginContext) -> Result<(), LoginError> {
    let settings = context.settings();
    let Some(storage) = &settings.storage else {
        return Ok(());
    };
    if context.is_open() {
        return Ok(());
    }
    let _turn = context.storing.lock().await;
    if context.is_open() {
        return Ok(());
    }
    let now = settings.now();
    let mut loaded = Loaded::default();
    for carried in settings.session_rules().carried(request.headers()) {
        match carried {
            Carried::Ticket(ticket, credential) => {
                match storage.store.load(&ticket.key(), now.0).await? {
                    Some(entry) => _ = add(&mut loaded, ticket, &entry)?,
                    None => loaded.lost.extend(credential),
                }
            }
            Carried::Record(record) => {
                upgrade(&mut loaded, *record, request, settings, storage, now).await?;
            }
        }
    }
    context.open_loaded(request, &loaded);
    Ok(())
}

/// Answers whether it is a session.
fn add(loaded: &mut Loaded, ticket: Ticket, entry: &Entry) -> Result<bool, StoreError> {
    match Stored::of_entry(ticket, entry) {
        Found::Session(stored) => {
            loaded.sessions.push(*stored);
            Ok(true)
        }
        Found::Ended(successor) => {
            loaded.overtaken = true;
            loaded.successors.extend(successor);
            Ok(false)
        }
        Found::Unreadable => {
            let error = StoreError::new("what is kept of a session cannot be read");
            tracing::error!(%error, "the session store failed");
            Err(error)
        }
    }
}

/// Puts a session from a sealed cookie into the store, where it stays.
async fn upgrade(
    loaded: &mut Loaded,
    record: Record,
    request: &HttpRequest,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), LoginError> {
    let Some(id) = record
        .id
        .filter(|_| record.is_alive(&settings.lifetimes, now))
    else {
        return Ok(());
    };
    let ticket = Ticket::of_sealed(&settings.keys.fingerprint, &id);
    let stored = Stored {
        ticket: ticket.clone(),
        record,
        client: client_info(request),
        was_sealed: true,
        version: 0,
    };
    let cookie = stored.seal(&settings.keys.session, settings.randomness)?;
    let entry = stored.to_entry(&settings.lifetimes);
    let is_there = match storage.store.create(&entry, None, now.0).await? {
        Written::Done => {
            loaded.sessions.push(stored);
            true
        }
        // Put there before, by a request whose answer did not arrive or by one beside this.
        _ => match storage.store.load(&ticket.key(), now.0).await? {
            Some(entry) => add(loaded, ticket, &entry)?,
            None => false,
        },
    };
    if is_there {
        loaded.new_cookie = Some(cookie);
    }
    Ok(())
}

pub(super) fn client_info(request: &HttpRequest) -> ClientInfo {
    let client = Client::of(request);
    let user_agent = client.user_agent.map(String::from_utf8_lossy);
    ClientInfo {
        address: client.address,
        user_agent: user_agent.map(|text| text.chars().take(256).collect()),
    }
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
    if let Some(credential) = context.take_new_series() {
        let client = client.clone().unwrap_or_default();
        series::begin(&credential, client, storage, now).await?;
    }
    let plan = context.session(|session| session.plan(client, settings.randomness));
    let mut persisted = Persisted::Done;
    if let Some(mut plan) = plan.transpose()?.flatten() {
        let is_deletion = matches!(plan.write, StoreWrite::Delete(_));
        if let Some(stored) = write(&mut plan, settings, storage, if_gone, now).await? {
            let written = context.session(|session| {
                session.written(stored, &settings.keys.session, settings.randomness)
            });
            written.transpose()?;
        } else {
            context.session(|session| session.removed(is_deletion));
            if !is_deletion {
                tracing::info!("a session was ended while a request used it");
                persisted = Persisted::Gone;
            }
        }
    }
    let ended = context.take_ended();
    for ending in &ended.sessions {
        end(ending, settings, storage, now).await?;
    }
    for successor in ended.successors {
        end_successors(successor, settings, storage, now).await?;
    }
    for credential in ended.credentials {
        series::end(credential, settings, storage, now).await?;
    }
    Ok(persisted)
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
                (store.create(&entry, limit, now.0).await?, stored)
            }
            StoreWrite::Replace(old, new) => {
                let (key, entry) = (old.ticket.key(), new.to_entry(lifetimes));
                let limit = limit(storage, &entry, if_gone);
                let written = store
                    .replace(&key, old.version, &entry, limit, now.0)
                    .await?;
                match written {
                    Written::Done => leave_word(&old, &new, settings, storage, now).await,
                    Written::Conflict => {
                        if let Some(theirs) = reload(old.ticket.clone(), storage, now).await? {
                            plan.merge(theirs);
                            continue;
                        }
                    }
                    _ => {}
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
    let error = StoreError::new("other requests never stopped changing the session");
    tracing::error!(%error, "the session store failed");
    Err(error.into())
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
    store.delete(&ending.key, now.0).await?;
    if !ending.was_sealed {
        return Ok(());
    }
    let word = ending.word(None, ending.record.ends(&settings.lifetimes), now);
    for _ in 0..MOST_CONFLICTS {
        if store.create(&word, None, now.0).await? == Written::Done {
            return Ok(());
        }
        // A copy of the sealed cookie was faster.
        store.delete(&ending.key, now.0).await?;
    }
    Err(StoreError::new(
        "a session that ended comes again and again",
    ))
}

/// Ends what a session went on as, however often it did.
async fn end_successors(
    first: Key,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), LoginError> {
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
            let login = session.record.login;
            if let Some(credential) = login.and_then(|login| login.credential) {
                series::end(credential, settings, storage, now).await?;
            }
        }
    }
    Ok(())
}

/// Under the old ticket it says for a while that the session went on under another, so that
/// requests on their way do not take the new cookie from the browser.
async fn leave_word(
    old: &Stored,
    new: &Stored,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) {
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
    let word = old.ending().word(successor, until, now);
    if storage.store.create(&word, None, now.0).await.is_err() {
        tracing::warn!("a request beside a login may take its cookie from the browser");
    }
}
