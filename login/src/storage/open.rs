//! The session of a request, loaded.

use std::{cmp::Reverse, rc::Rc};

use actix_web::HttpRequest;

use super::{StoreAt, announcements::beside, series, series_endings, unusable, upgrade::upgrade};
use crate::{
    clock::Timestamp,
    context::LoginContext,
    error::LoginError,
    events::Event,
    remember::{EndedCredential, Verdict},
    request::CookieValues,
    session::{Carried, Found, Loaded, Stored, Ticket, Tombstone},
    settings::{Settings, Storage},
    store::{Entry, Key, StoreError, Written},
};

/// Loads the request's session, once. Whoever reads or changes it calls this first.
pub(crate) async fn open(request: &HttpRequest, context: &LoginContext) -> Result<(), LoginError> {
    let settings = context.settings();
    let Some(storage) = &settings.storage else {
        return Ok(());
    };
    if context.is_open() {
        return Ok(());
    }
    context.note_use();
    // Boxed, so that guards without a store do not carry what it would need.
    Box::pin(load(request, context, storage)).await
}

async fn load(
    request: &HttpRequest,
    context: &LoginContext,
    storage: &Storage,
) -> Result<(), LoginError> {
    let settings = context.settings();
    let _turn = context.storing.lock().await;
    if context.is_open() {
        return Ok(());
    }
    let now = settings.now();
    let at = storage.at(now);
    let rules = settings.session_rules();
    let cookies = CookieValues::of(request.headers(), rules.spec);
    let mut loaded = Loaded::of(cookies.clone());
    let mut sealed = Vec::new();
    for cookie in cookies.iter() {
        match rules.open(cookie) {
            None => {}
            Some(Carried::Ticket(ticket, credential)) => {
                let (entry, left) = look_up(&ticket.key(), at).await?;
                if let Some(entry) = entry {
                    if add(&mut loaded, cookie, ticket, &entry, now)? {
                        note_arrival(&mut loaded, request, settings, at).await?;
                    } else if !Tombstone::of_entry(&entry).is_some_and(|left| left.went_on) {
                        // Whoever ended it may not have come to the rest.
                        loaded.lost.extend(credential);
                    }
                    continue;
                }
                loaded.lost.extend(credential);
                if let Some(left) = left
                    && (left.went_on || left.successor.is_some())
                {
                    let successor = left.successor.unwrap_or(ticket.key());
                    if left.is_recent(now) {
                        // At this moment it goes on under another.
                        loaded.overtake(Some(successor));
                    } else {
                        loaded.successors.push(successor);
                    }
                }
            }
            Some(Carried::Record(record)) => sealed.push((cookie, *record)),
        }
    }
    // Of copies of one session the last is what goes on.
    sealed.sort_by_key(|(_, record)| Reverse(record.seen));
    for sealed in sealed {
        // Boxed, so that whoever has a session in the store does not carry it.
        let upgraded = upgrade(&mut loaded, sealed, request, settings, at);
        Box::pin(upgraded).await?;
    }
    context.open_loaded(request, &loaded);
    Ok(())
}

/// What is in the place of a session; if there is nothing, what is beside it.
async fn look_up(
    key: &Key,
    at: StoreAt<'_>,
) -> Result<(Option<Entry>, Option<Tombstone>), StoreError> {
    if let Some(entry) = at.load(key).await? {
        return Ok((Some(entry), None));
    }
    if let Some(left) = beside(key, at).await? {
        return Ok((None, Some(left)));
    }
    // Whoever has put it back has said so between the two.
    Ok((at.load(key).await?, None))
}

/// Answers whether it is a session.
pub(super) fn add<'a>(
    loaded: &mut Loaded<'a>,
    cookie: &'a [u8],
    ticket: Ticket,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let key = ticket.key();
    match Stored::of_entry(ticket, entry) {
        Found::Session(stored) if stored.is_unsettled() => {
            // Whoever has the sealed cookie finds out first whether it has ended.
            loaded.successors.push(key);
            Ok(false)
        }
        Found::Session(stored) => {
            loaded.sessions.push((cookie, stored));
            Ok(true)
        }
        Found::Tombstone(tombstone) => {
            if tombstone.went_on && tombstone.is_recent(now) {
                // One that names none may be taken back yet.
                loaded.overtake(tombstone.successor.or(Some(key)));
            } else {
                loaded.successors.push(key);
            }
            Ok(false)
        }
        Found::Unreadable => Err(unusable("what is kept of a session cannot be read")),
    }
}

/// With the first request of a restored session it is known that the browser has the remember
/// cookie that was sent with it. If another was sent since then, for the same cookie before, two
/// browsers are at it, and the session that was loaded has ended.
async fn note_arrival(
    loaded: &mut Loaded<'_>,
    request: &HttpRequest,
    settings: &Settings,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let Some((_, stored)) = loaded.sessions.last_mut() else {
        return Ok(());
    };
    let (Some(cookie), Some(login)) = (stored.sent_with, &stored.record.login) else {
        return Ok(());
    };
    match series::arrived(cookie, at).await? {
        Verdict::Recent => {}
        Verdict::Stolen => {
            if let Some(reference) = login.credential {
                let credential = EndedCredential::of(reference, login.user_id.as_str());
                series_endings::end_stolen(&credential, at).await?;
            }
            let user_id = &login.user_id;
            let event = Event::RememberCookieStolen { user_id };
            settings.listeners.tell(event, request);
            loaded.sessions.pop();
        }
        Verdict::Last | Verdict::Unanswered | Verdict::Renewed | Verdict::Ended => {
            let stored = Rc::make_mut(stored);
            stored.sent_with = None;
            let entry = stored.to_entry(&at.storage.lifetimes);
            // If that fails, the next request notes the same once more.
            if let Ok(Written::Done) = at.update(&entry).await {
                stored.version += 1;
            }
        }
    }
    Ok(())
}
