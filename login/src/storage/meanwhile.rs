//! What other requests have done while this one was about to write its session.

use super::{series, sessions::IfGone};
use crate::{
    clock::Timestamp,
    session::{CredentialRef, Found, Plan, StoreWrite, Stored},
    settings::Storage,
    store::{StoreError, Written},
};

/// The remember cookie that has just made a session.
pub(super) fn restored_from(plan: &Plan, if_gone: IfGone) -> Option<CredentialRef> {
    let of = |stored: &Stored| stored.record.login.as_ref()?.credential;
    match &plan.write {
        _ if if_gone == IfGone::Create => None,
        StoreWrite::Create(new) => of(new),
        StoreWrite::Replace(old, new) => of(new).filter(|_| of(old) != of(new)),
        StoreWrite::Touch(_) | StoreWrite::Update(_) | StoreWrite::Delete(_) => None,
    }
}

/// Whether somebody has ended it meanwhile.
pub(super) async fn has_gone(
    stored: &Stored,
    credential: CredentialRef,
    storage: &Storage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if stored.was_sealed {
        // It came from elsewhere, and may have no series.
        return series::has_ended(credential, storage, now).await;
    }
    Ok(!series::stands(credential, storage, now).await?)
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
