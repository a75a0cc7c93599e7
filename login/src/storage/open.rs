//! The session of a request, loaded.

use actix_web::HttpRequest;

use super::{series, sessions::end as end_session, unusable};
use crate::{
    clock::Timestamp,
    context::{LoginContext, client_info},
    error::LoginError,
    session::{Carried, Found, Loaded, Record, Stored, Ticket},
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
    let _turn = context.storing.lock().await;
    if context.is_open() {
        return Ok(());
    }
    let now = settings.now();
    let mut loaded = Loaded::default();
    for (cookie, carried) in settings.session_rules().carried(request.headers()) {
        match carried {
            Carried::Ticket(ticket, credential) => {
                match storage.store.load(&ticket.key(), now.0).await? {
                    Some(entry) => _ = add(&mut loaded, cookie, ticket, &entry)?,
                    None => loaded.lost.extend(credential),
                }
            }
            Carried::Record(record) => {
                let sealed = (cookie, *record);
                upgrade(&mut loaded, sealed, request, settings, storage, now).await?;
            }
        }
    }
    context.open_loaded(request, &loaded);
    Ok(())
}

/// Answers whether it is a session.
fn add(
    loaded: &mut Loaded,
    cookie: Vec<u8>,
    ticket: Ticket,
    entry: &Entry,
) -> Result<bool, StoreError> {
    match Stored::of_entry(ticket, entry) {
        Found::Session(stored) => {
            loaded.sessions.push((cookie, *stored));
            Ok(true)
        }
        Found::Ended(successor) => {
            loaded.overtaken = true;
            loaded.successors.extend(successor);
            Ok(false)
        }
        Found::Unreadable => Err(unusable("what is kept of a session cannot be read")),
    }
}

/// Puts a session from a sealed cookie into the store, where it stays.
async fn upgrade(
    loaded: &mut Loaded,
    (cookie, record): (Vec<u8>, Record),
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
    let credential = record.login.as_ref().and_then(|login| login.credential);
    if let Some(credential) = credential
        && series::has_ended(credential, storage, now).await?
    {
        return Ok(());
    }
    let macs = settings.keys.macs_of(&cookie);
    let tickets: Vec<_> = macs.map(|key| Ticket::of_sealed(key, &id)).collect();
    let mut tickets = tickets.into_iter();
    let Some(ticket) = tickets.next() else {
        return Ok(());
    };
    let of_end = ticket.key().of_end();
    if storage.store.load(&of_end, now.0).await?.is_some() {
        loaded.overtaken = true;
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
            loaded.overtaken = true;
            return Ok(());
        }
        if let Some(entry) = storage.store.load(&other.key(), now.0).await? {
            let new_cookie = other.seal(credential, &settings.keys.session, settings.randomness)?;
            if add(loaded, cookie, other, &entry)? {
                loaded.new_cookie = Some(new_cookie);
            }
            return Ok(());
        }
    }
    let stored = Stored {
        ticket: ticket.clone(),
        record,
        client: client_info(request, settings),
        was_sealed: true,
        version: 0,
    };
    let new_cookie = stored.seal(&settings.keys.session, settings.randomness)?;
    let entry = stored.to_entry(&settings.lifetimes);
    if storage.store.create(&entry, None, now.0).await? == Written::Done {
        // Whoever ended it, or its remembered login, in between could not see it.
        let mut has_ended = storage.store.load(&of_end, now.0).await?.is_some();
        if let Some(credential) = credential {
            has_ended = has_ended || series::has_ended(credential, storage, now).await?;
        }
        if has_ended {
            end_session(&stored.ending(), settings, storage, now).await?;
            loaded.overtaken = true;
            return Ok(());
        }
        loaded.sessions.push((cookie, stored));
        loaded.new_cookie = Some(new_cookie);
        return Ok(());
    }
    // Put there before, by a request whose answer did not arrive or by one beside this.
    let Some(entry) = storage.store.load(&ticket.key(), now.0).await? else {
        // Another went on with it a moment ago.
        loaded.overtaken = true;
        return Ok(());
    };
    if add(loaded, cookie, ticket, &entry)? {
        loaded.new_cookie = Some(new_cookie);
    }
    Ok(())
}
