//! Ends logins that the store has not seen yet, because their cookies are from before there was a
//! store.
//!
//! They cannot be listed. The store therefore records when a user ended all logins, and a login
//! that was made before that is no longer put into the store.

use super::{StoreAt, unusable};
use crate::{
    clock::Timestamp,
    config::LONGEST_COOKIE_LIFE,
    session::CLOCK_SKEW,
    store::{Entry, Key, Kind, StoreError, Written},
};

/// How often recording the end is tried.
const MAX_TRIES: usize = 16;

/// Ends the logins that a user has made before now and that the store does not know.
pub(crate) async fn end(owner: &str, at: StoreAt<'_>) -> Result<(), StoreError> {
    let longest = LONGEST_COOKIE_LIFE.max(at.storage.lifetimes.longest_session());
    let until = at.now.plus(longest).0.saturating_add(CLOCK_SKEW);
    let note = Entry {
        key: Key::of_unseen(owner),
        kind: Kind::Session,
        // The entry is not a login of the user, and must not be removed together with the logins.
        owner: None,
        version: 0,
        created: at.now.0,
        seen: at.now.0,
        expires: until,
        data: Vec::new(),
    };
    for _ in 0..MAX_TRIES {
        // If the end was recorded before, the later time counts.
        if at.touch(&note.key, at.now.0, until).await?
            || at.create(&note, None).await? == Written::Done
        {
            return Ok(());
        }
    }
    Err(unusable(
        "the record that logins have ended could not be kept",
    ))
}

/// Returns whether a login that was made at this time has ended thereby.
pub(crate) async fn has_ended(
    owner: &str,
    made: Timestamp,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let note = at.load(&Key::of_unseen(owner)).await?;
    Ok(note.is_some_and(|note| made.0 <= note.seen.saturating_add(CLOCK_SKEW)))
}
