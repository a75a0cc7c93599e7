//! Loads the session of a request.

use std::{cmp::Reverse, rc::Rc};

use actix_web::HttpRequest;

use super::{
    StoreAt, announcements::tombstone_beside, series, series_endings, unusable, upgrade::upgrade,
};
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

/// Loads the session of the request, once. Everything that reads or changes the session calls this
/// first.
pub(crate) async fn open(request: &HttpRequest, context: &LoginContext) -> Result<(), LoginError> {
    let settings = context.settings();
    let Some(storage) = &settings.storage else {
        return Ok(());
    };
    if context.is_open() {
        return Ok(());
    }
    context.note_use();
    // Boxed, so that the futures of guards without a store stay small.
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
                    } else if !Tombstone::of_entry(&entry).is_some_and(|left| left.renewed) {
                        // The request that ended the session may have been interrupted before it
                        // ended the remember credential. A logout then does so.
                        loaded.lost.extend(credential);
                    }
                    continue;
                }
                loaded.lost.extend(credential);
                if let Some(left) = left
                    && (left.renewed || left.successor.is_some())
                {
                    let successor = left.successor.unwrap_or(ticket.key());
                    if left.is_recent(now) {
                        // A concurrent request is renewing the session at this moment.
                        loaded.overtake(Some(successor));
                    } else {
                        loaded.successors.push(successor);
                    }
                }
            }
            Some(Carried::Record(record)) => sealed.push((cookie, *record)),
        }
    }
    // Of several copies of one session, the one that was used last is put into the store.
    sealed.sort_by_key(|(_, record)| Reverse(record.seen));
    for sealed in sealed {
        // Boxed, so that the future stays small for requests whose session is already in the store.
        let upgraded = upgrade(&mut loaded, sealed, request, settings, at);
        Box::pin(upgraded).await?;
    }
    context.open_loaded(request, &loaded);
    Ok(())
}

/// Returns the entry under the key of a session. If there is none, returns the tombstone or
/// announcement next to it.
async fn look_up(
    key: &Key,
    at: StoreAt<'_>,
) -> Result<(Option<Entry>, Option<Tombstone>), StoreError> {
    if let Some(entry) = at.load(key).await? {
        return Ok((Some(entry), None));
    }
    if let Some(left) = tombstone_beside(key, at).await? {
        return Ok((None, Some(left)));
    }
    // Another request may have undone its renewal between the two lookups: it puts the session back
    // first, and then withdraws the announcement.
    Ok((at.load(key).await?, None))
}

/// Adds what is stored under a ticket to `loaded`. Returns whether it is a session that can be
/// used.
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
            // A request with the sealed cookie must first find out whether the session has ended.
            loaded.successors.push(key);
            Ok(false)
        }
        Found::Session(stored) => {
            loaded.sessions.push((cookie, stored));
            Ok(true)
        }
        Found::Tombstone(tombstone) => {
            if tombstone.renewed && tombstone.is_recent(now) {
                // Without a successor, the session may still be put back under this key.
                loaded.overtake(tombstone.successor.or(Some(key)));
            } else {
                loaded.successors.push(key);
            }
            Ok(false)
        }
        Found::Unreadable => Err(unusable("the entry of a session cannot be read")),
    }
}

/// Records, in the first request of a restored session, that the browser has received the remember
/// cookie that was sent with the session. If the previous cookie was rotated again since then, two
/// clients use copies of it. The series then ends, together with the session that was loaded.
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
            settings.listeners.emit(event, request);
            loaded.sessions.pop();
        }
        Verdict::Last | Verdict::Unanswered | Verdict::Renewed | Verdict::Ended => {
            let stored = Rc::make_mut(stored);
            stored.sent_with = None;
            let entry = stored.to_entry(&at.storage.lifetimes);
            // If this write fails, the next request records the arrival again.
            if let Ok(Written::Done) = at.update(&entry).await {
                stored.version += 1;
            }
        }
    }
    Ok(())
}
