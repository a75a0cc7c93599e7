//! Replaces one session by another. The replacement is announced, leaves a tombstone under the old
//! key, and is undone if a later step fails.

use super::{
    StoreAt,
    announcements::{announce, end_announced, withdraw_announcement},
    best_effort, cutoff,
    endings::{leave, until_forgotten},
    lost_answers::or_reread,
    sessions::Purpose,
};
use crate::{
    session::{Ending, StoreWrite, Stored, Tombstone},
    store::{Entry, FINAL, Key, Limit, StoreError, Written},
};

/// Replaces `old` by `new`. Runs to its end even if the browser disconnects, which then has no
/// cookie for the new session. If only half of it were done, a copy of a sealed cookie could
/// restore the old session, or an announcement would remain that no request acts on.
pub(super) async fn replace(
    old: &Stored,
    new: &Stored,
    limit: Option<Limit>,
    purpose: Purpose,
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
        replace_kept(key, after, limit, (tombstone, purpose), at).await
    });
    replaced.await.map_err(StoreError::new)?
}

/// Replaces a session, and leaves the tombstone under its key. The key is taken until the session
/// is removed, so the store cannot do both in one step. The renewal is therefore announced first,
/// next to the key. A request that ends the session between the two steps finds the key free, and
/// leaves its own tombstone there. This one then gives way to it, unless it logs in or out.
async fn replace_kept(
    (key, version): (Key, u64),
    after: Entry,
    limit: Option<Limit>,
    (tombstone, purpose): (Tombstone, Purpose),
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    let announcement = tombstone.as_announcement().to_entry();
    let announced = at.create(&announcement, None).await;
    let announced = or_reread(announced, &announcement, at).await?;
    let is_announced = announced == Written::Done;
    // Without a successor, the login ends here (or there was none), and that does not give way.
    if !is_announced && purpose == Purpose::Update && tombstone.successor.is_some() {
        return Ok(Written::Gone);
    }
    let written = at.replace(&key, version, &after, limit).await;
    let written = or_reread(written, &after, at).await;
    if !matches!(written, Ok(Written::Done)) {
        if is_announced {
            best_effort(at.delete(&announcement.key).await);
        }
        return written;
    }
    let tombstone = tombstone.to_entry();
    let left = match purpose {
        Purpose::Login | Purpose::Logout => {
            let left = leave(&tombstone, at).await;
            left.map(|()| Written::Done)
        }
        Purpose::Update | Purpose::Renewal => at.create(&tombstone, None).await,
    };
    match left {
        Ok(Written::Done) => {}
        // Another request has ended the session after it was removed from its key.
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

/// Replaces a session that copies of a sealed cookie could restore, and leaves its tombstone: both
/// or neither, as far as the store allows.
async fn replace_sealed(
    before: Entry,
    after: Entry,
    limit: Option<Limit>,
    tombstone: Tombstone,
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    // The announcement first, which only one request can create. While the key is free, a request
    // with the sealed cookie could otherwise put the session there again, and renew it a second
    // time.
    if !announce(&tombstone.as_announcement(), &before.key, at).await? {
        return Ok(Written::Gone);
    }
    let written = at.replace(&before.key, before.version, &after, limit).await;
    let written = or_reread(written, &after, at).await;
    match &written {
        Ok(Written::Done) => {
            if let Err(error) = leave(&tombstone.to_entry(), at).await {
                put_back(&after, &before, false, at).await;
                return Err(error);
            }
        }
        Ok(Written::Gone) => end_announced(&before.key, at).await,
        Ok(Written::Conflict | Written::Full) | Err(_) => {
            withdraw_announcement(&before.key, at).await;
        }
    }
    written
}

/// Puts `before` back under its key, and removes `after`, which had replaced it. `is_left` states
/// whether the tombstone of `before` was left. If either session has ended meanwhile, neither
/// stays.
async fn put_back(after: &Entry, before: &Entry, is_left: bool, at: StoreAt<'_>) {
    // Only if the tombstone is unchanged: another request may have made it final, or may have
    // removed it because it took it for the session to be ended.
    let removed = at.delete_version(&before.key, FINAL).await;
    let is_free = match removed {
        Ok(Written::Done) => true,
        Ok(Written::Gone) => !is_left,
        _ => false,
    };
    let is_back = is_free && {
        // A request that follows the old tombstone to `after` finds this one there, which leads
        // back.
        let until = until_forgotten(at.now);
        let tombstone = Tombstone::replaced(after.key, Some(before.key), until, at.now);
        let (key, left) = ((after.key, after.version), (tombstone, Purpose::Update));
        let kept = replace_kept(key, before.clone(), None, left, at).await;
        matches!(kept, Ok(Written::Done))
    };
    if !is_back {
        best_effort(at.delete(&after.key).await);
        if Ending::of_entry(before).is_some_and(|session| session.copies.exist()) {
            end_announced(&before.key, at).await;
        }
        return;
    }
    if let Some(owner) = &before.owner
        && before.owner != after.owner
        && let Ok(true) = cutoff::has_ended(owner, at.now, at).await
    {
        // A request that ended all logins of this user meanwhile could not find the session.
        best_effort(at.delete(&before.key).await);
    }
    // Last: without the announcement, a copy of a sealed cookie could take the key while it is
    // free.
    withdraw_announcement(&before.key, at).await;
}

/// Undoes a write after a later step has failed, as far as the store allows.
pub(super) async fn take_back(done: &StoreWrite, at: StoreAt<'_>) {
    best_effort(match done {
        StoreWrite::Create(new) => at.delete(&new.ticket.key()).await.map(drop),
        StoreWrite::Replace(old, new) => {
            let lifetimes = &at.storage.lifetimes;
            let (before, after) = (old.to_entry(lifetimes), new.to_entry(lifetimes));
            // Runs to its end even if the browser disconnects. With half of it done, the session
            // would be unusable.
            let (storage, now) = (at.storage.clone(), at.now);
            let put_back = async move { put_back(&after, &before, true, storage.at(now)).await };
            tokio::spawn(put_back).await.map_err(StoreError::new)
        }
        StoreWrite::Touch(_) | StoreWrite::Update(_) | StoreWrite::Delete(_) => Ok(()),
    });
}

/// Returns the tombstone for the key of `old`. For a while it states that the session was renewed,
/// so that requests that are on their way do not remove the new cookie from the browser.
fn tombstone(old: &Stored, new: &Stored, at: StoreAt<'_>) -> Tombstone {
    let ends = old.record.ends(&at.storage.lifetimes);
    let until = old.copies.live_until(ends, at.now);
    let until = until.max(until_forgotten(at.now));
    let user = |stored: &Stored| {
        let login = stored.record.login.as_ref();
        login.map(|login| login.user_id.to_string())
    };
    // Only the same login has a successor: an attacker who knew the session of an anonymous visitor
    // must not be able to log out the user that the visitor became.
    let goes_on = user(old).is_some() && user(old) == user(new);
    let successor = goes_on.then(|| new.ticket.key());
    Tombstone::replaced(old.ticket.key(), successor, until, at.now)
}
