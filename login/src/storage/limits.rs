//! Limits how many logins a user has in a store, and ends the oldest when one more is made.
//!
//! A store that removes the oldest entry itself does not return which one. It is therefore told to
//! refuse the new entry, and the oldest login is ended like any other: for good, and with its
//! remember cookie. Otherwise the next use of that cookie would restore the login, and cost another
//! one its place.

use super::{StoreAt, endings, series_endings};
use crate::{
    clock::Timestamp,
    remember::{EndedCredential, SeriesRecord},
    session::{CredentialRef, Ending, Id},
    store::{Entry, Key, Kind, Limit, StoreError, WhenFull, Written},
};

/// How often room is made for one login. It takes that many concurrent logins of one user to fail
/// every time. In the last try the store makes the room itself.
pub(super) const MAX_TRIES: usize = 64;

/// A login that needs room.
pub(super) struct Newcomer<'a> {
    pub(super) entry: &'a Entry,
    /// The key of the session that it replaces, which does not count against the limit.
    pub(super) replaced: Option<Key>,
    /// The remember credential of the same browser.
    pub(super) series: Option<Id>,
}

/// Returns the limit to pass to the store after `tries` tries.
pub(super) fn limit_for_try(limit: Limit, tries: usize) -> Limit {
    let when_full = if tries < MAX_TRIES - 1 {
        WhenFull::Refuse
    } else {
        WhenFull::EvictOldest
    };
    Limit { when_full, ..limit }
}

/// Stores an entry. Ends the oldest logins of its owner if there are too many.
pub(super) async fn create(
    newcomer: &Newcomer<'_>,
    limit: Option<Limit>,
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    let mut turn = None;
    for tries in 0..MAX_TRIES {
        let limit_now = limit.map(|limit| limit_for_try(limit, tries));
        let written = at.create(newcomer.entry, limit_now).await?;
        match (written, limit) {
            (Written::Full, Some(limit)) => {
                if let (None, Some(owner)) = (&turn, &newcomer.entry.owner) {
                    turn = at.storage.making_room.lock(owner).await;
                }
                make_room(newcomer, limit, at).await?;
            }
            _ => return Ok(written),
        }
    }
    Ok(Written::Full)
}

/// Ends as many of the owner's oldest logins as there are too many with the new one.
pub(super) async fn make_room(
    newcomer: &Newcomer<'_>,
    limit: Limit,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let Some(owner) = &newcomer.entry.owner else {
        return Ok(());
    };
    let mut logins = at.list(owner).await?;
    logins
        .retain(|login| login.kind == newcomer.entry.kind && Some(login.key) != newcomer.replaced);
    let most = usize::try_from(limit.most).unwrap_or(usize::MAX);
    let surplus = (logins.len() + 1).saturating_sub(most);
    // First the logins that the same browser has left behind, since it has no use for them.
    let is_own = |login: &Entry| newcomer.series.is_some() && series_of(login) == newcomer.series;
    logins.sort_by_key(|login| !is_own(login));
    tracing::info!(
        surplus,
        "a user has more logins than allowed: the oldest are ended"
    );
    for login in logins.iter().take(surplus) {
        evict(login, owner, newcomer.series, at).await?;
    }
    Ok(())
}

fn series_of(login: &Entry) -> Option<Id> {
    let credential = Ending::of_entry(login)?.record.credential()?;
    Some(credential.id)
}

/// Ends a login with its remember credential, unless that is `kept`.
async fn evict(
    entry: &Entry,
    owner: &str,
    kept: Option<Id>,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let ended = |reference: CredentialRef| EndedCredential::of(reference, owner);
    match entry.kind {
        Kind::Session | Kind::Visitor => {
            if let Some(session) = Ending::of_entry(entry) {
                let credential = session.record.credential();
                if let Some(reference) = credential.filter(|of| Some(of.id) != kept) {
                    series_endings::end(&ended(reference), at).await?;
                }
                return endings::end(&session, at).await;
            }
        }
        Kind::Remembered => {
            if let Some(record) = SeriesRecord::parse(entry) {
                let reference = CredentialRef {
                    id: record.id,
                    issued: Timestamp(entry.created),
                };
                series_endings::end_alone(&ended(reference), at).await?;
                return Ok(());
            }
        }
    }
    // An entry that cannot be read counts against the limit too.
    at.delete(&entry.key).await?;
    Ok(())
}
