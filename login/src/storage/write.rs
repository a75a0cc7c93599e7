//! One write of a session, tried again until nobody else's is in its way.

use std::rc::Rc;

use super::{
    StoreAt,
    announcements::beside,
    endings::{end_and_follow, end_if, end_if_there},
    lost_answers::or_found,
    meanwhile::{Twin, twin},
    places::{self, MOST_TRIES, Newcomer},
    replacing::replace,
    sessions::{IfGone, lasts},
    unusable,
};
use crate::{
    error::LoginError,
    seal::Randomness,
    session::{Found, Plan, StoreWrite, Stored, Ticket},
    store::{Entry, Key, Limit, StoreError, WhenFull, Written},
};

/// What is then in the store; nothing if the session is not.
pub(super) async fn write(
    plan: &mut Plan,
    randomness: Randomness,
    if_gone: IfGone,
    at: StoreAt<'_>,
) -> Result<Option<Stored>, LoginError> {
    let writer = Writer {
        randomness,
        if_gone,
        at,
    };
    let mut turn = None;
    for tries in 0..MOST_TRIES {
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
                    turn = at.storage.making_room.of(&login.user_id).await;
                }
                writer.make_room(&stored, &plan.write).await?;
            }
        }
    }
    Err(unusable("other requests never stopped changing the session").into())
}

/// What one try came to.
enum Attempt {
    Written(Written, Stored),
    /// Another request was in its way: the plan is another now.
    Again,
    /// There is nothing to write any more; that is in the store.
    Found(Option<Stored>),
}

struct Writer<'a> {
    randomness: Randomness,
    if_gone: IfGone,
    at: StoreAt<'a>,
}

impl Writer<'_> {
    /// Notes that a session was used.
    async fn touch(&self, stored: Stored, is_sent_again: bool) -> Attempt {
        let at = self.at;
        let (seen, expires) = stored.times(&at.storage.lifetimes);
        let key = stored.ticket.key();
        let touched = match at.touch(&key, seen, expires).await {
            // What was touched may be about to go on, or the tombstone of it, and this request's
            // cookie must not take the newer one's place.
            Ok(true) if is_sent_again => stays(&key, at).await,
            touched => touched,
        };
        let written = match touched {
            Ok(false) => Written::Gone,
            // It may have gone on; the next request sends its cookie again.
            Err(_) if is_sent_again => Written::Gone,
            // The log has it; that a session was used is no reason to fail a request.
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
        let written = or_found(created, &entry, at).await?;
        if let Some(found) = self.twin(&stored, written, plan).await? {
            return Ok(found);
        }
        if written == Written::Conflict && self.if_gone == IfGone::Create {
            // A logout that followed the announcement has left its tombstone there.
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
        let (at, if_gone) = (self.at, self.if_gone);
        let limit = self.limit(&new.to_entry(&at.storage.lifetimes), tries);
        let written = replace(old, &new, limit, if_gone, at).await?;
        if let Some(found) = self.twin(&new, written, plan).await? {
            return Ok(found);
        }
        if written == Written::Conflict
            && let Some(theirs) = self.reload(old.ticket.clone()).await?
        {
            if if_gone == IfGone::End && tries > MOST_TRIES / 2 {
                // Whoever has a copy can write into it all the time.
                end_and_follow(&old.ending(), at).await?;
                plan.write = StoreWrite::Create(new);
            } else {
                plan.merge(theirs);
            }
            return Ok(Attempt::Again);
        }
        let has_ended = matches!(written, Written::Gone | Written::Conflict);
        if has_ended && if_gone == IfGone::End {
            end_and_follow(&old.ending(), at).await?;
        }
        if has_ended && (if_gone == IfGone::Create || old.record.login.is_none()) {
            if old.copies.exist() {
                // It may be there still, where somebody has announced that it goes on.
                end_if_there(&old.ending(), at).await?;
            }
            plan.write = StoreWrite::Create(new);
            return Ok(Attempt::Again);
        }
        Ok(Attempt::Written(written, new))
    }

    /// What a request beside this one has made, if it is to be used.
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
        plan.is_anothers = true;
        Ok(Some(Attempt::Found(stored)))
    }

    async fn delete(&self, stored: Stored, plan: &mut Plan) -> Result<Attempt, StoreError> {
        let at = self.at;
        if !is_visitors(&stored) {
            end_if(self.if_gone, &stored.ending(), self.at).await?;
            return Ok(Attempt::Found(None));
        }
        let (key, version) = (stored.ticket.key(), stored.version);
        let written = at.delete_version(&key, version).await?;
        if self.merges(&stored.ticket, written, plan).await? {
            return Ok(Attempt::Again);
        }
        Ok(Attempt::Found(None))
    }

    /// Whether another request wrote first; then the plan is made of what it wrote.
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
        places::make_room(&newcomer, at.storage.limit, at).await
    }

    /// Only somebody who logs in can be told that there are too many sessions.
    fn evicts(&self) -> bool {
        self.if_gone != IfGone::Create || self.at.storage.limit.when_full == WhenFull::EvictOldest
    }

    fn limit(&self, entry: &Entry, tries: usize) -> Option<Limit> {
        entry.owner.as_ref()?;
        Some(if self.evicts() {
            places::told(self.at.storage.limit, tries)
        } else {
            self.at.storage.limit
        })
    }

    async fn reload(&self, ticket: Ticket) -> Result<Option<Stored>, StoreError> {
        let entry = self.at.load(&ticket.key()).await?;
        let found = entry.map(|entry| Stored::of_entry(ticket, &entry));
        Ok(match found {
            // One that was just put there again has ended for whoever knew it before.
            Some(Found::Session(stored)) if !stored.is_unsettled() => {
                Some(Rc::unwrap_or_clone(stored))
            }
            _ => None,
        })
    }
}

/// Whether a session is there, and nobody has announced that it goes on under another ticket.
async fn stays(key: &Key, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let announcement = beside(key, at).await?;
    Ok(announcement.is_none() && lasts(key, at).await?)
}

/// Whether it holds values alone, which another request may be adding to: only as long as nobody
/// does, it goes. A login ends whatever else is written.
fn is_visitors(stored: &Stored) -> bool {
    stored.record.login.is_none() && !stored.copies.exist()
}
