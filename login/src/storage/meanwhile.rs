//! Finds out what concurrent requests have done while this one was writing its session.

use std::rc::Rc;

use super::{StoreAt, cutoff, series, series_endings, sessions::Purpose};
use crate::{
    session::{Found, Plan, StoreWrite, Stored},
    settings::Settings,
    store::{StoreError, Written},
};

/// Returns whether the login that a new session was made from has ended meanwhile. The request that
/// ended it could not see the new session.
pub(super) async fn has_ended_meanwhile(
    plan: &Plan,
    purpose: Purpose,
    settings: &Settings,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let (old, new) = match &plan.write {
        _ if purpose == Purpose::Login => return Ok(false),
        StoreWrite::Create(new) => (None, new),
        StoreWrite::Replace(old, new) => (Some(old), &**new),
        StoreWrite::Touch(_) | StoreWrite::Update(_) | StoreWrite::Delete(_) => return Ok(false),
    };
    if new.copies.exist() {
        let Some(login) = &new.record.login else {
            return Ok(false);
        };
        // An imported login may have no series, so only a tombstone shows that it has ended.
        if let Some(credential) = login.credential
            && series_endings::has_ended(credential, at).await?
        {
            return Ok(true);
        }
        // While both applications run, the end of all logins covers only the logins of this one.
        return Ok(!settings.shares_logins()
            && cutoff::has_ended(&login.user_id, new.record.created, at).await?);
    }
    // The remember cookie that is sent with the new session, unless an earlier request has sent it.
    let before = old.and_then(|old| old.sent_with);
    match new.sent_with.filter(|_| before != new.sent_with) {
        Some(cookie) => Ok(!series::stands(cookie, at).await?),
        None => Ok(false),
    }
}

/// What a concurrent request has made of the same imported login. Both requests use one session.
pub(super) enum Twin {
    None,
    Session(Rc<Stored>),
    Ended,
}

/// Returns what a concurrent request has stored under the ticket of an imported login, if that is
/// why the write failed.
pub(super) async fn twin(
    new: &Stored,
    written: Written,
    at: StoreAt<'_>,
) -> Result<Twin, StoreError> {
    if written != Written::Conflict || !new.copies.exist() {
        return Ok(Twin::None);
    }
    let entry = at.load(&new.ticket.key()).await?;
    let found = entry.map(|entry| Stored::of_entry(new.ticket.clone(), &entry));
    Ok(match found {
        None => Twin::None,
        Some(Found::Session(stored)) => Twin::Session(stored),
        Some(Found::Tombstone(_) | Found::Unreadable) => Twin::Ended,
    })
}
