//! What other requests have done while this one was about to write its session.

use std::rc::Rc;

use super::{series, series_endings, sessions::IfGone, unseen};
use crate::{
    clock::Timestamp,
    session::{Found, Login, Plan, StoreWrite, Stored},
    settings::{Settings, Storage},
    store::{StoreError, Written},
};

/// Whether somebody has ended meanwhile what has just made a session.
pub(super) async fn has_gone(
    plan: &Plan,
    if_gone: IfGone,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (old, new) = match &plan.write {
        _ if if_gone == IfGone::Create => return Ok(false),
        StoreWrite::Create(new) => (None, new),
        StoreWrite::Replace(old, new) => (Some(old), &**new),
        StoreWrite::Touch(_) | StoreWrite::Update(_) | StoreWrite::Delete(_) => return Ok(false),
    };
    if new.copies.exist() {
        let Some(login) = &new.record.login else {
            return Ok(false);
        };
        // It came from elsewhere, and may have no series.
        if let Some(credential) = login.credential
            && series_endings::has_ended(credential, storage, now).await?
        {
            return Ok(true);
        }
        return ended_with_all(login, new.record.created, settings, storage, now).await;
    }
    // The remember cookie that goes to the browser with it.
    let before = old.and_then(|old| old.sent_with);
    match new.sent_with.filter(|_| before != new.sent_with) {
        Some(cookie) => Ok(!series::stands(cookie, storage, now).await?),
        None => Ok(false),
    }
}

/// Whether the user has ended all logins since a request began to make this one of a cookie that
/// the store had not seen.
async fn ended_with_all(
    login: &Login,
    made: Timestamp,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // Where both applications run, that is the end of the logins here alone.
    if settings.shares_logins() {
        return Ok(false);
    }
    unseen::has_ended(&login.user_id, made, storage, now).await
}

/// What a request beside this one has made of a login that came from elsewhere: there is one session
/// for both.
pub(super) enum Twin {
    None,
    Session(Stored),
    Ended,
}

pub(super) async fn twin(
    new: &Stored,
    written: Written,
    storage: &Storage,
    now: Timestamp,
) -> Result<Twin, StoreError> {
    if written != Written::Conflict || !new.copies.exist() {
        return Ok(Twin::None);
    }
    let entry = storage.store.load(&new.ticket.key(), now.0).await?;
    let found = entry.map(|entry| Stored::of_entry(new.ticket.clone(), &entry));
    Ok(match found {
        None => Twin::None,
        Some(Found::Session(stored)) => Twin::Session(Rc::unwrap_or_clone(stored)),
        Some(Found::Tombstone(_) | Found::Unreadable) => Twin::Ended,
    })
}
