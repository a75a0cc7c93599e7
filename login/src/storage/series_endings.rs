//! The end of remembered logins in a store, and of the sessions that go back to them.

use super::{
    StoreAt,
    endings::{MOST_SUCCESSORS, end as end_session, until_forgotten},
    series::{kept, load},
    unusable,
};
use crate::{
    config::LONGEST_COOKIE_LIFE,
    remember::{EndedCredential, SeriesRecord},
    session::{Copies, CredentialRef, Ending, Id},
    store::{Entry, FINAL, StoreError, Written},
};

/// How often it is tried while others change what is to end.
const MOST_CONFLICTS: usize = 16;

/// Ends a series for good, with those that took its place, and the sessions that go back to them.
pub(crate) async fn end(credential: &EndedCredential, at: StoreAt<'_>) -> Result<(), StoreError> {
    let mut next = Some(credential.clone());
    for _ in 0..MOST_SUCCESSORS {
        let Some(credential) = next else {
            break;
        };
        let found = bury(&credential, None, at).await?;
        let owner = found.owner.unwrap_or_else(|| credential.user_id.clone());
        let id = credential.reference.id;
        end_sessions(&id, &owner, at).await?;
        next = found.successor.map(|id| {
            let reference = CredentialRef {
                id,
                ..credential.reference
            };
            EndedCredential::of(reference, owner)
        });
    }
    Ok(())
}

/// Ends a series, for those who end its sessions themselves.
pub(crate) async fn end_alone(
    credential: &EndedCredential,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    bury(credential, None, at).await.map(drop)
}

/// Ends a series that goes on as another, and its sessions. Answers whether it had not ended before:
/// then the other is to end as well.
pub(super) async fn go_on(
    credential: &EndedCredential,
    successor: Id,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    if !bury(credential, Some(successor), at).await?.was_there {
        return Ok(false);
    }
    let (id, owner) = (&credential.reference.id, &credential.user_id);
    end_sessions(id, owner, at).await?;
    Ok(true)
}

/// What was in the place of a series that ends.
#[derive(Default)]
struct Found {
    /// It had not ended.
    was_there: bool,
    owner: Option<String>,
    successor: Option<Id>,
}

async fn bury(
    credential: &EndedCredential,
    successor: Option<Id>,
    at: StoreAt<'_>,
) -> Result<Found, StoreError> {
    // To the end, also if the browser goes away: with half of it done a copy of a cookie from before
    // the store would begin the series anew.
    let (credential, storage, now) = (credential.clone(), at.storage.clone(), at.now);
    let buried = async move { put_tombstone(&credential, successor, storage.at(now)).await };
    tokio::spawn(buried).await.map_err(StoreError::new)?
}

/// Puts a tombstone into the place of a series from before the store, which a cookie could begin
/// anew, and beside that of one that goes on.
async fn put_tombstone(
    credential: &EndedCredential,
    successor: Option<Id>,
    at: StoreAt<'_>,
) -> Result<Found, StoreError> {
    let (id, now) = (credential.reference.id, at.now);
    let key = SeriesRecord::key(&id);
    let mut found = Found::default();
    for _ in 0..MOST_CONFLICTS {
        let entry = load(&id, at).await?;
        // What cannot be read can be ended all the same.
        let record = entry.as_ref().and_then(SeriesRecord::parse);
        if let Some(record) = record.as_ref().filter(|record| record.is_ended()) {
            found.was_there = false;
            found.successor = record.successor;
            return Ok(found);
        }
        let copies = match &record {
            Some(record) => record.copies,
            None if credential.may_be_old => Copies::Sealed,
            None => Copies::None,
        };
        let until = copies.live_until(now.plus(LONGEST_COOKIE_LIFE), now);
        let tombstone = SeriesRecord::ended(id, successor);
        // It is no login of the user's.
        let times = (now.0, now.0, until.max(until_forgotten(now)).0);
        let tombstone = tombstone.to_entry(None, times, FINAL);
        if let Some(Entry { owner, version, .. }) = entry {
            let written = if successor.is_some() && !found.was_there {
                // In one step: whoever comes finds the one or the other.
                let beside = Entry {
                    key: key.of_tombstone(),
                    ..tombstone.clone()
                };
                at.replace(&key, version, &beside, None).await?
            } else {
                at.delete_version(&key, version).await?
            };
            if written != Written::Done {
                continue;
            }
            found.was_there = true;
            found.owner = owner;
        } else if successor.is_some() && !found.was_there {
            return Ok(found);
        }
        if !copies.exist() || at.create(&tombstone, None).await? == Written::Done {
            return Ok(found);
        }
    }
    Err(unusable(
        "a remembered login that ended comes again and again",
    ))
}

/// Ends the sessions that go back to a series, until there are none: one that was found may go on
/// at that moment.
pub(super) async fn end_sessions(
    id: &[u8; 16],
    owner: &str,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    for _ in 0..MOST_CONFLICTS {
        if !end_sessions_once(id, owner, at).await? {
            return Ok(());
        }
    }
    Err(unusable(
        "the sessions of a remembered login come again and again",
    ))
}

/// Answers whether there were any.
async fn end_sessions_once(
    id: &[u8; 16],
    owner: &str,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let mut were_any = false;
    for entry in at.list(owner).await? {
        if let Some(session) = Ending::of_entry(&entry)
            && let Some(login) = &session.record.login
            && login.credential.is_some_and(|of| of.id == *id)
        {
            end_session(&session, at).await?;
            were_any = true;
        }
    }
    Ok(were_any)
}

/// Ends a series of which somebody has a copy, and the sessions that go back to it.
pub(super) async fn end_stolen(
    credential: &EndedCredential,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    tracing::warn!("a remember cookie came that was followed by another: its login ends");
    // The sessions first: if that fails, the next who shows a copy finds the series, and
    // it is known for a theft then.
    let id = &credential.reference.id;
    end_sessions_once(id, &credential.user_id, at).await?;
    // And those that were made meanwhile.
    end(credential, at).await
}

/// Whether a series is there that has not ended.
pub(crate) async fn lasts(id: &[u8; 16], at: StoreAt<'_>) -> Result<bool, StoreError> {
    let kept = kept(id, at).await?;
    Ok(kept.is_some_and(|(_, record)| !record.is_ended()))
}

/// Whether a series is known to have ended.
pub(crate) async fn has_ended(
    credential: CredentialRef,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let kept = kept(&credential.id, at).await?;
    Ok(kept.is_some_and(|(_, record)| record.is_ended()))
}
