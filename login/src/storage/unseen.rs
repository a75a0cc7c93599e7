//! The end of logins that the store has not seen yet: their cookies are from before there was one.
//!
//! They cannot be listed. So the store keeps when a user ended all of them, and one that was made
//! before that is not taken over any more.

use super::{StoreAt, unusable};
use crate::{
    clock::Timestamp,
    config::LONGEST_COOKIE_LIFE,
    session::CLOCK_SKEW,
    store::{Entry, Key, Kind, StoreError, Written},
};

/// How often it is tried to be noted.
const MOST_TRIES: usize = 16;

/// Ends what a user has logged in with before now, and the store does not know.
pub(crate) async fn end(owner: &str, at: StoreAt<'_>) -> Result<(), StoreError> {
    let longest = LONGEST_COOKIE_LIFE.max(at.storage.lifetimes.longest_session());
    let until = at.now.plus(longest).0.saturating_add(CLOCK_SKEW);
    let note = Entry {
        key: Key::of_unseen(owner),
        kind: Kind::Session,
        // It is no login of the user's, and must not go with them.
        owner: None,
        version: 0,
        created: at.now.0,
        seen: at.now.0,
        expires: until,
        data: Vec::new(),
    };
    for _ in 0..MOST_TRIES {
        // The later of two counts.
        if at.touch(&note.key, at.now.0, until).await?
            || at.create(&note, None).await? == Written::Done
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
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let note = at.load(&Key::of_unseen(owner)).await?;
    Ok(note.is_some_and(|note| made.0 <= note.seen.saturating_add(CLOCK_SKEW)))
}
