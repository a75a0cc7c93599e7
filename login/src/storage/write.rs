//! Performs one write of a session. Repeats it as long as concurrent requests write first.

use std::rc::Rc;

use super::{
    StoreAt,
    announcements::tombstone_beside,
    endings::{end_and_follow, end_existing, end_for},
    limits::{self, MAX_TRIES, Newcomer},
    lost_answers::or_reread,
    meanwhile::{Twin, twin},
    replacing::replace,
    sessions::{Purpose, is_live},
    unusable,
};
use crate::{
    error::LoginError,
    seal::Randomness,
    session::{Found, Plan, StoreWrite, Stored, Ticket},
    store::{Entry, Key, Limit, StoreError, WhenFull, Written},
};

/// Performs the planned write. Returns the session as it is in the store afterwards, `None` if it
/// is not there any more.
pub(super) async fn write(
    plan: &mut Plan,
    randomness: Randomness,
    purpose: Purpose,
    at: StoreAt<'_>,
) -> Result<Option<Stored>, LoginError> {
    let writer = Writer {
        randomness,
        purpose,
        at,
    };
    let mut turn = None;
    for tries in 0..MAX_TRIES {
        let attempt = match plan.write.clone() {
            StoreWrite::Touch(stored) => writer.touch(stored, plan.is_sent_again).await,
            StoreWrite::Update(stored) => writer.update(stored, plan).await?,
            StoreWrite::Create(stored) => writer.create(stored, plan, tries).await?,
            StoreWrite::Replace(old, new) => writer.replace(&old, *new, plan, tries).await?,
            StoreWrite::Delete(stored) => writer.delete(stored, plan).await?,
        };
        match attempt {
            Attempt::Again => {}
            Attempt::Found(stored) => return Ok(stored),
            Attempt::Written(Written::Done, stored) => return Ok(Some(stored)),
            Attempt::Written(Written::Gone | Written::Conflict, _) => return Ok(None),
            Attempt::Written(Written::Full, stored) => {
                if !writer.evicts() {
                    return Err(LoginError::TooManySessions);
                }
                let login = stored.record.login.as_ref();
                if let (None, Some(login)) = (&turn, login) {
                    turn = at.storage.making_room.lock(&login.user_id).await;
                }
                writer.make_room(&stored, &plan.write).await?;
            }
        }
    }
    Err(unusable("other requests never stopped changing the session").into())
}

/// The result of one try.
enum Attempt {
    Written(Written, Stored),
    /// Another request wrote first. The plan has been adapted to that.
    Again,
    /// Nothing is left to be written. Holds the session in the store, if there is one.
    Found(Option<Stored>),
}

struct Writer<'a> {
    randomness: Randomness,
    purpose: Purpose,
    at: StoreAt<'a>,
}

impl Writer<'_> {
    /// Records that a session was used.
    async fn touch(&self, stored: Stored, is_sent_again: bool) -> Attempt {
        let at = self.at;
        let (seen, expires) = stored.times(&at.storage.lifetimes);
        let key = stored.ticket.key();
        let touched = match at.touch(&key, seen, expires).await {
            // The entry may be a tombstone, or a session that is about to be renewed. The browser
            // must then not get the cookie of this request in place of the newer one.
            Ok(true) if is_sent_again => is_undisturbed(&key, at).await,
            touched => touched,
        };
        let written = match touched {
            Ok(false) => Written::Gone,
            // The session may have been renewed. The next request sends the cookie again.
            Err(_) if is_sent_again => Written::Gone,
            // The error is logged. A request does not fail because a use was not recorded.
            Ok(true) | Err(_) => Written::Done,
        };
        Attempt::Written(written, stored)
    }

    async fn update(&self, mut stored: Stored, plan: &mut Plan) -> Result<Attempt, StoreError> {
        let entry = stored.to_entry(&self.at.storage.lifetimes);
        let written = self.at.update(&entry).await?;
        if self.merges(&stored.ticket, written, plan).await? {
            return Ok(Attempt::Again);
        }
        stored.version += 1;
        Ok(Attempt::Written(written, stored))
    }

    async fn create(
        &self,
        stored: Stored,
        plan: &mut Plan,
        tries: usize,
    ) -> Result<Attempt, LoginError> {
        let at = self.at;
        let entry = stored.to_entry(&at.storage.lifetimes);
        let limit = self.limit(&entry, tries);
        let created = at.create(&entry, limit).await;
        let written = or_reread(created, &entry, at).await?;
        if let Some(found) = self.twin(&stored, written, plan).await? {
            return Ok(found);
        }
        if written == Written::Conflict && self.purpose == Purpose::Login {
            // A logout that followed the announcement has left its tombstone under the new key.
            let ticket = Ticket::new(self.randomness)?;
            plan.write = StoreWrite::Create(Stored { ticket, ..stored });
            return Ok(Attempt::Again);
        }
        Ok(Attempt::Written(written, stored))
    }

    async fn replace(
        &self,
        old: &Stored,
        new: Stored,
        plan: &mut Plan,
        tries: usize,
    ) -> Result<Attempt, StoreError> {
        let (at, purpose) = (self.at, self.purpose);
        let limit = self.limit(&new.to_entry(&at.storage.lifetimes), tries);
        let written = replace(old, &new, limit, purpose, at).await?;
        if let Some(found) = self.twin(&new, written, plan).await? {
            return Ok(found);
        }
        if written == Written::Conflict
            && let Some(theirs) = self.reload(old.ticket.clone()).await?
        {
            if purpose == Purpose::Logout && tries > MAX_TRIES / 2 {
                // A client with a copy of the cookie could write all the time, and so prevent the
                // logout.
                end_and_follow(&old.ending(), at).await?;
                plan.write = StoreWrite::Create(new);
            } else {
                plan.merge(theirs);
            }
            return Ok(Attempt::Again);
        }
        let has_ended = matches!(written, Written::Gone | Written::Conflict);
        if has_ended && purpose == Purpose::Logout {
            end_and_follow(&old.ending(), at).await?;
        }
        let is_restored = old.record.login.is_none() && new.record.login.is_some();
        if has_ended && (purpose == Purpose::Login || is_restored) {
            if old.copies.exist() {
                // The session may still be there, if another request has announced its renewal.
                end_existing(&old.ending(), at).await?;
            }
            plan.write = StoreWrite::Create(new);
            return Ok(Attempt::Again);
        }
        Ok(Attempt::Written(written, new))
    }

    /// Returns the session that a concurrent request has made of the same imported login, if there
    /// is one.
    async fn twin(
        &self,
        new: &Stored,
        written: Written,
        plan: &mut Plan,
    ) -> Result<Option<Attempt>, StoreError> {
        let stored = match twin(new, written, self.at).await? {
            Twin::None => return Ok(None),
            Twin::Session(stored) => Some(Rc::unwrap_or_clone(stored)),
            Twin::Ended => None,
        };
        plan.is_by_another = true;
        Ok(Some(Attempt::Found(stored)))
    }

    async fn delete(&self, stored: Stored, plan: &mut Plan) -> Result<Attempt, StoreError> {
        let at = self.at;
        if !is_visitors(&stored) {
            end_for(self.purpose, &stored.ending(), self.at).await?;
            return Ok(Attempt::Found(None));
        }
        let (key, version) = (stored.ticket.key(), stored.version);
        let written = at.delete_version(&key, version).await?;
        if self.merges(&stored.ticket, written, plan).await? {
            return Ok(Attempt::Again);
        }
        // The browser may have the cookie of the login that has taken its place.
        plan.is_by_another = written != Written::Done && self.purpose != Purpose::Logout;
        Ok(Attempt::Found(None))
    }

    /// Returns whether another request wrote first. The plan is then made again, on top of what
    /// that request wrote.
    async fn merges(
        &self,
        ticket: &Ticket,
        written: Written,
        plan: &mut Plan,
    ) -> Result<bool, StoreError> {
        if written == Written::Conflict
            && let Some(theirs) = self.reload(ticket.clone()).await?
        {
            plan.merge(theirs);
            return Ok(true);
        }
        Ok(false)
    }

    async fn make_room(&self, newcomer: &Stored, write: &StoreWrite) -> Result<(), StoreError> {
        let at = self.at;
        let credential = newcomer.record.credential();
        let newcomer = Newcomer {
            entry: &newcomer.to_entry(&at.storage.lifetimes),
            replaced: match write {
                StoreWrite::Replace(old, _) => Some(old.ticket.key()),
                _ => None,
            },
            series: credential.map(|credential| credential.id),
        };
        limits::make_room(&newcomer, at.storage.limit, at).await
    }

    /// Returns whether old sessions make room. Only a request that logs in can be refused because
    /// there are too many.
    fn evicts(&self) -> bool {
        self.purpose != Purpose::Login || self.at.storage.limit.when_full == WhenFull::EvictOldest
    }

    fn limit(&self, entry: &Entry, tries: usize) -> Option<Limit> {
        entry.owner.as_ref()?;
        Some(if self.evicts() {
            limits::limit_for_try(self.at.storage.limit, tries)
        } else {
            self.at.storage.limit
        })
    }

    async fn reload(&self, ticket: Ticket) -> Result<Option<Stored>, StoreError> {
        let entry = self.at.load(&ticket.key()).await?;
        let found = entry.map(|entry| Stored::of_entry(ticket, &entry));
        Ok(match found {
            // An unsettled session was put there again. The one that this request has loaded has
            // ended.
            Some(Found::Session(stored)) if !stored.is_unsettled() => {
                Some(Rc::unwrap_or_clone(stored))
            }
            _ => None,
        })
    }
}

/// Returns whether a session exists, and no request has announced its renewal.
async fn is_undisturbed(key: &Key, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let announcement = tombstone_beside(key, at).await?;
    Ok(announcement.is_none() && is_live(key, at).await?)
}

/// Returns whether the session only holds values of a visitor. Another request may be adding to
/// them, so it is deleted only if it is unchanged. A session with a login is ended whatever is
/// written to it.
fn is_visitors(stored: &Stored) -> bool {
    stored.record.login.is_none() && !stored.copies.exist()
}
