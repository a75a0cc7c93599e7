//! The session of a request, loaded.

use std::{cmp::Reverse, rc::Rc};

use actix_web::HttpRequest;

use super::{
    endings::end as end_session,
    places::{self, Newcomer},
    series, unseen, unusable,
};
use crate::{
    clock::Timestamp,
    context::{LoginContext, client_info},
    error::LoginError,
    events::Event,
    remember::{EndedCredential, Verdict},
    request::CookieValues,
    session::{Carried, ClientInfo, Copies, Ending, Found, Loaded, Record, Stored, Ticket},
    settings::{Settings, Storage},
    store::{Entry, StoreError, Written},
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
    let rules = settings.session_rules();
    let cookies = CookieValues::of(request.headers(), rules.spec);
    let mut loaded = Loaded::of(cookies.clone());
    let mut sealed = Vec::new();
    for cookie in cookies.iter() {
        match rules.open(cookie) {
            None => {}
            Some(Carried::Ticket(ticket, credential)) => {
                if let Some(entry) = storage.store.load(&ticket.key(), now.0).await? {
                    if add(&mut loaded, cookie, ticket, &entry)? {
                        note_arrival(&mut loaded, request, settings, storage, now).await?;
                    } else if !Ending::went_on(&entry) {
                        // Whoever ended it may not have come to the rest.
                        loaded.lost.extend(credential);
                    }
                    continue;
                }
                loaded.lost.extend(credential);
                let of_end = ticket.key().of_end();
                if let Some(end) = storage.store.load(&of_end, now.0).await?
                    && Ending::went_on(&end)
                {
                    // At this moment it goes on under another.
                    loaded.overtake(Ending::successor(&end).or(Some(ticket.key())));
                }
            }
            Some(Carried::Record(record)) => sealed.push((cookie, *record)),
        }
    }
    // Of copies of one session the last is what goes on.
    sealed.sort_by_key(|(_, record)| Reverse(record.seen));
    for sealed in sealed {
        // Boxed, so that whoever has a session in the store does not carry it.
        let upgraded = upgrade(&mut loaded, sealed, request, settings, storage, now);
        Box::pin(upgraded).await?;
    }
    context.open_loaded(request, &loaded);
    Ok(())
}

/// Answers whether it is a session.
fn add<'a>(
    loaded: &mut Loaded<'a>,
    cookie: &'a [u8],
    ticket: Ticket,
    entry: &Entry,
) -> Result<bool, StoreError> {
    let key = ticket.key();
    match Stored::of_entry(ticket, entry) {
        Found::Session(stored) => {
            loaded.sessions.push((cookie, stored));
            Ok(true)
        }
        Found::Ended(successor) => {
            if Ending::went_on(entry) {
                // One that names none may be taken back yet.
                loaded.overtake(successor.or(Some(key)));
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
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some((_, stored)) = loaded.sessions.last_mut() else {
        return Ok(());
    };
    let (Some(cookie), Some(login)) = (stored.sent_with, &stored.record.login) else {
        return Ok(());
    };
    match series::arrived(cookie, storage, now).await? {
        Verdict::Recent => {}
        Verdict::Stolen => {
            if let Some(reference) = login.credential {
                let credential = EndedCredential::of(reference, login.user_id.as_str());
                series::end_stolen(&credential, settings, storage, now).await?;
            }
            let user_id = &login.user_id;
            let event = Event::RememberCookieStolen { user_id };
            settings.listeners.tell(event, request);
            loaded.sessions.pop();
        }
        Verdict::Last | Verdict::Unanswered | Verdict::Ended => {
            let stored = Rc::make_mut(stored);
            stored.sent_with = None;
            let entry = stored.to_entry(&settings.lifetimes);
            // If that fails, the next request notes the same once more.
            if let Ok(Written::Done) = storage.store.update(&entry, now.0).await {
                stored.version += 1;
            }
        }
    }
    Ok(())
}

/// Puts a session from a sealed cookie into the store, where it stays.
async fn upgrade<'a>(
    loaded: &mut Loaded<'a>,
    (cookie, record): (&'a [u8], Record),
    request: &HttpRequest,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), LoginError> {
    let Some(id) = record.id else {
        return Ok(());
    };
    let macs = settings.keys.macs_of(cookie);
    let tickets: Vec<_> = macs.map(|key| Ticket::of_sealed(key, &id)).collect();
    let mut tickets = tickets.into_iter();
    let Some(ticket) = tickets.next() else {
        return Ok(());
    };
    if !record.is_alive(&settings.lifetimes, now) {
        // Somebody may keep a copy of it warm: whoever logs out with this one ends that as well, in
        // the store or on its way there.
        let timed_out = Stored {
            ticket,
            record,
            client: ClientInfo::default(),
            copies: Copies::Sealed,
            sent_with: None,
            version: 0,
        };
        loaded.successors.push(timed_out.ticket.key());
        loaded.successors.extend(tickets.map(|other| other.key()));
        loaded.sessions.push((cookie, Rc::new(timed_out)));
        return Ok(());
    }
    let of_end = ticket.key().of_end();
    if storage.store.load(&of_end, now.0).await?.is_some() {
        // Whoever ends it, or goes on, may not have come to what is under the key.
        loaded.overtake(Some(ticket.key()));
        return Ok(());
    }
    // Copies that another secret sealed have led to others of its tickets.
    for other in tickets {
        if storage
            .store
            .load(&other.key().of_end(), now.0)
            .await?
            .is_some()
        {
            loaded.overtake(Some(other.key()));
            return Ok(());
        }
        if let Some(entry) = storage.store.load(&other.key(), now.0).await? {
            loaded.is_upgraded |= add(loaded, cookie, other, &entry)?;
            return Ok(());
        }
    }
    let stored = Stored {
        ticket: ticket.clone(),
        record,
        client: client_info(request, settings),
        copies: Copies::Sealed,
        sent_with: None,
        version: 0,
    };
    if let Some(entry) = storage.store.load(&ticket.key(), now.0).await? {
        // Put there before, by a request whose answer did not arrive.
        loaded.is_upgraded |= add(loaded, cookie, ticket, &entry)?;
        return Ok(());
    }
    if has_ended(&stored.record, storage, now).await? {
        return Ok(());
    }
    let login = stored.record.login.as_ref();
    let credential = login.and_then(|login| login.credential);
    let newcomer = Newcomer {
        entry: &stored.to_entry(&settings.lifetimes),
        replaced: None,
        series: credential.map(|credential| credential.id),
    };
    let limit = login.map(|_| storage.limit);
    if places::create(&newcomer, limit, settings, storage, now).await? == Written::Done {
        let end = storage.store.load(&of_end, now.0).await?;
        if end.as_ref().is_some_and(Ending::went_on) {
            // Another goes on with it at this moment, or cannot, and then it stays.
            loaded.overtake(Some(ticket.key()));
            return Ok(());
        }
        // Whoever ended it, or its remembered login, in between could not see it.
        if end.is_some() || has_ended(&stored.record, storage, now).await? {
            end_session(&stored.ending(), settings, storage, now).await?;
            loaded.overtake(Some(ticket.key()));
            return Ok(());
        }
        loaded.sessions.push((cookie, Rc::new(stored)));
        loaded.is_upgraded = true;
        return Ok(());
    }
    // A request beside this was faster.
    let Some(entry) = storage.store.load(&ticket.key(), now.0).await? else {
        // Another went on with it a moment ago.
        loaded.overtake(Some(ticket.key()));
        return Ok(());
    };
    loaded.is_upgraded |= add(loaded, cookie, ticket, &entry)?;
    Ok(())
}

/// Whether the login of a sealed session that the store does not know has ended all the same.
async fn has_ended(record: &Record, storage: &Storage, now: Timestamp) -> Result<bool, StoreError> {
    let Some(login) = &record.login else {
        return Ok(false);
    };
    if let Some(credential) = login.credential
        && series::has_ended(credential, storage, now).await?
    {
        return Ok(true);
    }
    unseen::has_ended(&login.user_id, record.created, storage, now).await
}
