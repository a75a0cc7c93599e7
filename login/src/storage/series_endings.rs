//! Ends remembered logins in a store, and the sessions that belong to them.

use super::{
    StoreAt,
    endings::{MAX_SUCCESSORS, end as end_session, until_forgotten},
    series::{is_recent, kept, load},
    unusable,
};
use crate::{
    clock::Timestamp,
    config::LONGEST_COOKIE_LIFE,
    remember::{EndedCredential, SeriesRecord},
    session::{Copies, CredentialRef, Ending, Id},
    store::{Entry, FINAL, Key, StoreError, Written},
};

/// How often a step is tried while other requests change the same entries.
const MAX_CONFLICTS: usize = 16;

/// Ends a series for good, and the sessions that belong to it.
pub(crate) async fn end(credential: &EndedCredential, at: StoreAt<'_>) -> Result<(), StoreError> {
    end_one(credential, at).await.map(drop)
}

/// Ends a series with its sessions, and every series that has taken its place a moment ago.
pub(crate) async fn end_and_follow(
    credential: &EndedCredential,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let mut next = Some(credential.clone());
    for _ in 0..MAX_SUCCESSORS {
        let Some(credential) = next else {
            break;
        };
        next = end_one(&credential, at).await?;
    }
    Ok(())
}

/// Ends a series with its sessions. Returns the series that has taken its place.
async fn end_one(
    credential: &EndedCredential,
    at: StoreAt<'_>,
) -> Result<Option<EndedCredential>, StoreError> {
    let found = end_record(credential, None, at).await?;
    let user_id = found.owner.unwrap_or_else(|| credential.user_id.clone());
    end_sessions(&credential.reference.id, &user_id, at).await?;
    let successor = found.successor.map(|id| EndedCredential {
        reference: CredentialRef {
            id,
            ..credential.reference
        },
        user_id,
        may_be_old: false,
        successor: None,
    });
    Ok(successor)
}

/// Ends a series without its sessions. The caller ends these itself, or leaves them.
pub(crate) async fn end_alone(
    credential: &EndedCredential,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    end_record(credential, None, at).await.map(drop)
}

/// Ends a series with its sessions, since its login continues as `successor`. Returns `false` if
/// the series had ended before. Then the successor must end too.
pub(super) async fn continue_as(
    credential: &EndedCredential,
    successor: Id,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let found = end_record(credential, Some(successor), at).await?;
    if found.was_there {
        let (id, owner) = (&credential.reference.id, &credential.user_id);
        end_sessions(id, owner, at).await?;
    }
    Ok(found.was_there)
}

/// What was stored of a series before its end.
#[derive(Default)]
struct Found {
    /// The series existed, and had not ended.
    was_there: bool,
    owner: Option<String>,
    /// The series that has taken its place a moment ago.
    successor: Option<Id>,
}

/// Ends a series, and leaves its tombstones.
async fn end_record(
    credential: &EndedCredential,
    successor: Option<Id>,
    at: StoreAt<'_>,
) -> Result<Found, StoreError> {
    let (storage, now) = (at.storage.clone(), at.now);
    let series_end = SeriesEnd {
        id: credential.reference.id,
        may_be_old: credential.may_be_old,
        successor,
    };
    // Runs to its end even if the browser disconnects. With half of it done, a copy of a cookie
    // from before the store could begin the series again.
    let ended = async move { series_end.leave_tombstones(storage.at(now)).await };
    tokio::spawn(ended).await.map_err(StoreError::new)?
}

/// The end of one series. It leaves a tombstone next to the key for a minute, for concurrent
/// requests that use the series. If cookies from before the store could begin the series again, it
/// also leaves one under the key itself, for as long as they are valid.
struct SeriesEnd {
    id: Id,
    may_be_old: bool,
    /// The series that takes its place.
    successor: Option<Id>,
}

impl SeriesEnd {
    async fn leave_tombstones(&self, at: StoreAt<'_>) -> Result<Found, StoreError> {
        let key = SeriesRecord::key(&self.id);
        let mut found = Found::default();
        let mut is_beside = false;
        for _ in 0..MAX_CONFLICTS {
            let entry = load(&self.id, at).await?;
            // An entry that cannot be read can still be ended.
            let record = entry.as_ref().and_then(SeriesRecord::parse);
            let tombstone = self.tombstone(record.as_ref());
            match &entry {
                Some(entry) if record.as_ref().is_some_and(SeriesRecord::is_ended) => {
                    found.successor = tombstone.successor.filter(|_| is_recent(entry, at.now));
                    // If the tombstone names this successor, another request has only completed
                    // what this one began.
                    let is_own = tombstone.successor == self.successor;
                    found.was_there &= self.successor.is_some() && is_own;
                    is_beside = entry.key != key;
                    if !is_beside {
                        return Ok(found);
                    }
                }
                Some(entry) => {
                    if !take_away((&key, entry.version), &tombstone, is_beside, at).await? {
                        // Either the series has changed, or there is already a tombstone next to
                        // its key.
                        is_beside = at.load(&key.of_tombstone()).await?.is_some();
                        continue;
                    }
                    is_beside = true;
                    found.was_there = true;
                    found.owner.clone_from(&entry.owner);
                }
                None if self.successor.is_some() && !found.was_there => return Ok(found),
                None => {}
            }
            let copies = tombstone.copies;
            if !copies.exist() {
                return Ok(found);
            }
            let until = copies.live_until(at.now.plus(LONGEST_COOKIE_LIFE), at.now);
            let in_place = tombstone_entry(&tombstone, key, until, at.now);
            if at.create(&in_place, None).await? == Written::Done {
                return Ok(found);
            }
        }
        Err(unusable(
            "an ended remembered login was stored again and again",
        ))
    }

    /// Returns the tombstone. It keeps what is known of the copies and of the successor.
    fn tombstone(&self, known: Option<&SeriesRecord>) -> SeriesRecord {
        let copies = match known {
            Some(record) => record.copies,
            None if self.may_be_old => Copies::Sealed,
            None => Copies::None,
        };
        let successor = match known {
            Some(record) if record.is_ended() => record.successor,
            _ => self.successor,
        };
        SeriesRecord::ended(self.id, copies, successor)
    }
}

/// Removes a series, and leaves a tombstone next to its key unless there is one (`is_beside`).
/// Returns `false` if another request was faster.
async fn take_away(
    (key, version): (&Key, u64),
    tombstone: &SeriesRecord,
    is_beside: bool,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let written = if is_beside {
        at.delete_version(key, version).await?
    } else {
        // In one step, so that a concurrent request finds either the series or the tombstone.
        let beside = tombstone_entry(
            tombstone,
            key.of_tombstone(),
            until_forgotten(at.now),
            at.now,
        );
        at.replace(key, version, &beside, None).await?
    };
    Ok(written == Written::Done)
}

/// Returns the entry of a tombstone. It has no owner, since it is not a login of the user.
fn tombstone_entry(tombstone: &SeriesRecord, key: Key, until: Timestamp, now: Timestamp) -> Entry {
    Entry {
        key,
        ..tombstone.to_entry(None, (now.0, now.0, until.0), FINAL)
    }
}

/// Ends the sessions that belong to a series, until none is left: one that was found may be renewed
/// at that moment, and its successor has to end too.
pub(super) async fn end_sessions(
    id: &[u8; 16],
    owner: &str,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    for _ in 0..MAX_CONFLICTS {
        if !end_sessions_once(id, owner, at).await? {
            return Ok(());
        }
    }
    Err(unusable(
        "sessions of an ended remembered login were stored again and again",
    ))
}

/// Ends the sessions that are listed now. Returns whether there were any.
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

/// Ends a series of which there are copies, and the sessions that belong to it.
pub(super) async fn end_stolen(
    credential: &EndedCredential,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    tracing::warn!("a remember cookie was used that had been replaced: its login has been ended");
    // The sessions first. If that fails, the next request with a copy still finds the series, and
    // so the theft is still detected.
    let id = &credential.reference.id;
    end_sessions_once(id, &credential.user_id, at).await?;
    // Then the series, and the sessions that were made meanwhile.
    end(credential, at).await
}

/// The state of a series.
#[derive(PartialEq)]
pub(crate) enum SeriesState {
    Lasts,
    /// The series ended a moment ago. Its sessions may have ended, or may be about to.
    JustEnded,
    /// The series ended earlier, or never existed.
    Gone,
}

/// Returns the state of a series, as far as the store knows it.
pub(crate) async fn state(id: &Id, at: StoreAt<'_>) -> Result<SeriesState, StoreError> {
    let Some((entry, record)) = kept(id, at).await? else {
        return Ok(SeriesState::Gone);
    };
    Ok(if !record.is_ended() {
        SeriesState::Lasts
    } else if is_recent(&entry, at.now) {
        SeriesState::JustEnded
    } else {
        SeriesState::Gone
    })
}

/// Returns whether a series is known to have ended.
pub(crate) async fn has_ended(
    credential: CredentialRef,
    at: StoreAt<'_>,
) -> Result<bool, StoreError> {
    let kept = kept(&credential.id, at).await?;
    Ok(kept.is_some_and(|(_, record)| record.is_ended()))
}
