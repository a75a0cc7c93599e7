//! The end of logins that the store has not seen yet: their cookies are from before there was one.
//!
//! They cannot be listed. So the store keeps when a user ended all of them, and one that was made
//! before that is not taken over any more.

use super::unusable;
use crate::{
    clock::Timestamp,
    config::LONGEST_COOKIE_LIFE,
    session::CLOCK_SKEW,
    settings::{Settings, Storage},
    store::{Entry, Key, Kind, StoreError, Written},
};

/// How often it is tried to be noted.
const MOST_TRIES: usize = 16;

/// Ends what a user has logged in with before now, and the store does not know.
pub(crate) async fn end(
    owner: &str,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let longest = LONGEST_COOKIE_LIFE.max(settings.lifetimes.longest_session());
    let until = now.plus(longest).0.saturating_add(CLOCK_SKEW);
    let note = Entry {
        key: Key::of_unseen(owner),
        kind: Kind::Session,
        // It is no login of the user's, and must not go with them.
        owner: None,
        version: 0,
        created: now.0,
        seen: now.0,
        expires: until,
        data: Vec::new(),
    };
    for _ in 0..MOST_TRIES {
        // The later of two counts.
        if storage.store.touch(&note.key, now.0, until, now.0).await?
            || storage.store.create(&note, None, now.0).await? == Written::Done
        {
            return Ok(());
        }
    }
    Err(unusable("the note that logins have ended comes and goes"))
}

/// Whether that is the end of a login as well that was made at some time.
pub(crate) async fn has_ended(
    owner: &str,
    made: Timestamp,
    storage: &Storage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let note = storage.store.load(&Key::of_unseen(owner), now.0).await?;
    Ok(note.is_some_and(|note| made.0 <= note.seen.saturating_add(CLOCK_SKEW)))
}

/// Whether all logins of a user have ended since a request began, by whichever process's clock.
pub(super) async fn has_ended_since(
    owner: &str,
    began: Timestamp,
    storage: &Storage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let note = storage.store.load(&Key::of_unseen(owner), now.0).await?;
    Ok(note.is_some_and(|note| note.seen.saturating_add(CLOCK_SKEW) >= began.0))
}
