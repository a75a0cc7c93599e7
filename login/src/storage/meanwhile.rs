//! What other requests have done while this one was about to write its session.

use super::{series, sessions::IfGone};
use crate::{
    clock::Timestamp,
    session::{Found, Plan, StoreWrite, Stored},
    settings::Storage,
    store::{StoreError, Written},
};

/// Whether somebody has ended meanwhile what has just made a session.
pub(super) async fn has_gone(
    plan: &Plan,
    if_gone: IfGone,
    storage: &Storage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (old, new) = match &plan.write {
        _ if if_gone == IfGone::Create => return Ok(false),
        StoreWrite::Create(new) => (None, new),
        StoreWrite::Replace(old, new) => (Some(old), &**new),
        StoreWrite::Touch(_) | StoreWrite::Update(_) | StoreWrite::Delete(_) => return Ok(false),
    };
    if new.was_sealed {
        // It came from elsewhere, and may have no series.
        let login = new.record.login.as_ref();
        return match login.and_then(|login| login.credential) {
            Some(credential) => series::has_ended(credential, storage, now).await,
            None => Ok(false),
        };
    }
    // The remember cookie that goes to the browser with it.
    let before = old.and_then(|old| old.sent_with);
    match new.sent_with.filter(|_| before != new.sent_with) {
        Some(cookie) => Ok(!series::stands(cookie, storage, now).await?),
        None => Ok(false),
    }
}

/// Of a login that came from elsewhere, what a request beside this one has made of it: there is
/// one session for both, unless it has ended already.
pub(super) async fn twin(
    new: &Stored,
    written: Written,
    storage: &Storage,
    now: Timestamp,
) -> Result<Option<Option<Stored>>, StoreError> {
    if written != Written::Conflict || !new.was_sealed {
        return Ok(None);
    }
    let entry = storage.store.load(&new.ticket.key(), now.0).await?;
    Ok(
        entry.map(|entry| match Stored::of_entry(new.ticket.clone(), &entry) {
            Found::Session(stored) => Some(*stored),
            Found::Ended(_) | Found::Unreadable => None,
        }),
    )
}
