//! One session in the place of another, and the tombstone of that: announced before, left in the old
//! place, and taken back if what belongs to it fails.

use super::{
    StoreAt,
    announcements::{announce, end_announced, take_back_announcement},
    endings::{leave, until_forgotten},
    lost_answers::or_found,
    sessions::IfGone,
    unseen,
};
use crate::{
    session::{Ending, StoreWrite, Stored, Tombstone},
    store::{Entry, FINAL, Key, Limit, StoreError, Written},
};

/// To the end, also if the browser goes away, which then has no cookie of it: with half of it done a
/// copy of a sealed cookie would bring the old one back, or an announcement stand that nobody keeps.
pub(super) async fn replace(
    old: &Stored,
    new: &Stored,
    limit: Option<Limit>,
    if_gone: IfGone,
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    let lifetimes = &at.storage.lifetimes;
    let (before, after) = (old.to_entry(lifetimes), new.to_entry(lifetimes));
    let (is_sealed, tombstone) = (old.copies.exist(), tombstone(old, new, at));
    let (storage, now) = (at.storage.clone(), at.now);
    let replaced = tokio::spawn(async move {
        let at = storage.at(now);
        if is_sealed {
            return replace_sealed(before, after, limit, tombstone, at).await;
        }
        let key = (before.key, before.version);
        replace_kept(key, after, limit, (tombstone, if_gone), at).await
    });
    replaced.await.map_err(StoreError::new)?
}

/// Puts a session in the place of another, and leaves the tombstone there. It is announced before:
/// where the tombstone will be still is the session. Whoever ends the session in between leaves a
/// tombstone first, to which this gives way, unless somebody logs in or out.
async fn replace_kept(
    (key, version): (Key, u64),
    after: Entry,
    limit: Option<Limit>,
    (tombstone, if_gone): (Tombstone, IfGone),
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    let announcement = tombstone.beside().to_entry();
    let announced = at.create(&announcement, None).await;
    let announced = or_found(announced, &announcement, at).await?;
    let is_announced = announced == Written::Done;
    // A logout never gives way.
    if !is_announced && if_gone == IfGone::Leave && tombstone.successor.is_some() {
        return Ok(Written::Gone);
    }
    let written = at.replace(&key, version, &after, limit).await;
    let written = or_found(written, &after, at).await;
    if !matches!(written, Ok(Written::Done)) {
        if is_announced {
            let _log_has_it = at.delete(&announcement.key).await;
        }
        return written;
    }
    let tombstone = tombstone.to_entry();
    let left = match if_gone {
        IfGone::Create | IfGone::End => {
            let left = leave(&tombstone, at).await;
            left.map(|()| Written::Done)
        }
        IfGone::Leave | IfGone::Renew => at.create(&tombstone, None).await,
    };
    match left {
        Ok(Written::Done) => {}
        // Somebody has ended the session since it was taken from there.
        Ok(_) => {
            at.delete(&after.key).await?;
            return Ok(Written::Gone);
        }
        Err(_) => tracing::warn!(
            "the old place of a renewed session could not be marked: a concurrent request may remove the new cookie from the browser, and a logout may miss the session"
        ),
    }
    Ok(Written::Done)
}

/// Puts the second in the place of the first, which some copy of may be in a sealed cookie,
/// and leaves its tombstone: both or neither, as far as the store allows.
async fn replace_sealed(
    before: Entry,
    after: Entry,
    limit: Option<Limit>,
    tombstone: Tombstone,
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    // First, and by one request alone: while the place is free, one with the sealed cookie could
    // take it again, and another go on from there as well.
    if !announce(&tombstone.beside(), &before.key, at).await? {
        return Ok(Written::Gone);
    }
    let written = at.replace(&before.key, before.version, &after, limit).await;
    let written = or_found(written, &after, at).await;
    match &written {
        Ok(Written::Done) => {
            if let Err(error) = leave(&tombstone.to_entry(), at).await {
                put_back(&after, &before, false, at).await;
                return Err(error);
            }
        }
        Ok(Written::Gone) => end_announced(&before.key, at).await,
        Ok(Written::Conflict | Written::Full) | Err(_) => {
            take_back_announcement(&before.key, at).await;
        }
    }
    written
}

/// Puts the second back into the place that the first has taken, where the tombstone of that `is_left`,
/// unless either has ended meanwhile: then neither stays.
async fn put_back(after: &Entry, before: &Entry, is_left: bool, at: StoreAt<'_>) {
    // As it was left: somebody may have made it final, or ended what he thought was there.
    let removed = at.delete_version(&before.key, FINAL).await;
    let is_free = match removed {
        Ok(Written::Done) => true,
        Ok(Written::Gone) => !is_left,
        _ => false,
    };
    let is_back = is_free && {
        // Whoever follows it to where it is finds it here.
        let until = until_forgotten(at.now);
        let tombstone = Tombstone::replaced(after.key, Some(before.key), until, at.now);
        let (key, left) = ((after.key, after.version), (tombstone, IfGone::Leave));
        let kept = replace_kept(key, before.clone(), None, left, at).await;
        matches!(kept, Ok(Written::Done))
    };
    if !is_back {
        let _log_has_it = at.delete(&after.key).await;
        if Ending::of_entry(before).is_some_and(|session| session.copies.exist()) {
            end_announced(&before.key, at).await;
        }
        return;
    }
    if let Some(owner) = &before.owner
        && before.owner != after.owner
        && let Ok(true) = unseen::has_ended(owner, at.now, at).await
    {
        // Whoever ended all logins of its user did not find it.
        let _log_has_it = at.delete(&before.key).await;
    }
    // Last: without it a copy of a sealed cookie would take the place.
    take_back_announcement(&before.key, at).await;
}

/// Puts things back as they were before what failed after all, as far as the store allows.
pub(super) async fn take_back(done: &StoreWrite, at: StoreAt<'_>) {
    let _log_has_it = match done {
        StoreWrite::Create(new) => at.delete(&new.ticket.key()).await.map(drop),
        StoreWrite::Replace(old, new) => {
            let lifetimes = &at.storage.lifetimes;
            let (before, after) = (old.to_entry(lifetimes), new.to_entry(lifetimes));
            // To the end, also if the browser goes away: with half of it done the session could not go on.
            let (storage, now) = (at.storage.clone(), at.now);
            let put_back = async move { put_back(&after, &before, true, storage.at(now)).await };
            tokio::spawn(put_back).await.map_err(StoreError::new)
        }
        StoreWrite::Touch(_) | StoreWrite::Update(_) | StoreWrite::Delete(_) => Ok(()),
    };
}

/// Under the old ticket it says for a while that the session went on under another, so that
/// requests on their way do not take the new cookie from the browser.
fn tombstone(old: &Stored, new: &Stored, at: StoreAt<'_>) -> Tombstone {
    let ends = old.record.ends(&at.storage.lifetimes);
    let until = old.copies.live_until(ends, at.now);
    let until = until.max(until_forgotten(at.now));
    let user = |stored: &Stored| {
        let login = stored.record.login.as_ref();
        login.map(|login| login.user_id.to_string())
    };
    // Only the same login goes on: who knew the session of an anonymous visitor must not be
    // able to log out whom that visitor became.
    let goes_on = user(old).is_some() && user(old) == user(new);
    let successor = goes_on.then(|| new.ticket.key());
    Tombstone::replaced(old.ticket.key(), successor, until, at.now)
}
