//! Turns the changes of a session into a write to the store.

use std::rc::Rc;

use super::{
    changes::Changes,
    copies::Copies,
    id::CredentialRef,
    open::{CookieChange, OpenSession},
    record::Record,
    stored::{ClientInfo, STORED_ROOM, SentWith, Stored},
    ticket::Ticket,
};
use crate::{
    seal::{CryptoError, Randomness, Sealer},
    store::Key,
};

#[derive(Clone, Debug)]
pub(crate) enum StoreWrite {
    Touch(Stored),
    Update(Stored),
    Create(Stored),
    /// Removes the first session and creates the second.
    Replace(Box<Stored>, Box<Stored>),
    Delete(Stored),
}

/// A write, and the changes from which it is planned again if another request has written first.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) write: StoreWrite,
    /// The browser gets the cookie again, although the ticket stays the same.
    pub(crate) is_sent_again: bool,
    /// A concurrent request wrote the session that is in the store, or ended the one that was to be
    /// deleted.
    pub(crate) is_by_another: bool,
    changes: Changes,
}

impl OpenSession {
    /// Returns whether something must be written to the store.
    pub(crate) fn has_news(&self) -> bool {
        let is_touched = self.kept.as_ref().is_some_and(|kept| kept.touched);
        !self.is_overtaken() && (self.changed || is_touched)
    }

    /// Returns the key under which the session is stored.
    pub(crate) fn stored_key(&self) -> Option<Key> {
        let stored = self.kept.as_ref()?.stored.as_ref()?;
        Some(stored.ticket.key())
    }

    /// Takes what logging out ends in addition to the sessions of the request's cookies: sessions
    /// under further keys, such as successors, and the remember credentials of sessions that are no
    /// longer known.
    pub(crate) fn take_left_over(&mut self) -> (Vec<Key>, Vec<CredentialRef>) {
        match &mut self.kept {
            Some(kept) => (
                std::mem::take(&mut kept.successors),
                std::mem::take(&mut kept.lost),
            ),
            None => Default::default(),
        }
    }

    /// Returns the write that is due. The changes then count as written. Returns `None` if sessions
    /// are not in a store, or nothing changed. `client` returns the client of a new login.
    pub(crate) fn plan(
        &mut self,
        client: impl FnOnce() -> ClientInfo,
        randomness: Randomness,
    ) -> Result<Option<Plan>, CryptoError> {
        let has_news = self.has_news();
        let Some(kept) = self.kept.as_mut().filter(|_| has_news) else {
            return Ok(None);
        };
        let stored = kept.stored.clone().map(Rc::unwrap_or_clone);
        let is_empty = self.record.is_empty();
        let write = match stored {
            None if is_empty => return Ok(None),
            Some(old) if is_empty => StoreWrite::Delete(old),
            Some(old) if old.record.id == self.record.id => {
                let is_changed = self.changed;
                let new = Stored {
                    record: self.record.clone(),
                    ..old
                };
                if is_changed {
                    StoreWrite::Update(new)
                } else {
                    StoreWrite::Touch(new)
                }
            }
            old => {
                let id = match self.record.id {
                    Some(id) => id,
                    None => randomness.bytes()?,
                };
                self.record.id = Some(id);
                let credential = self.record.credential();
                let is_of = |sent: &SentWith| credential.is_some_and(|of| of.id == sent.series);
                // A renewed session keeps the creation time of the old one, and its client.
                let same = old.as_ref().filter(|old| {
                    old.record.login.is_some() && old.record.created == self.record.created
                });
                let client = match same {
                    Some(old) => old.client.clone(),
                    None => client(),
                };
                let adopted = kept.adopted.take();
                let new = Stored {
                    copies: match adopted {
                        Some(_) => Copies::OfTheMinute,
                        None => Copies::None,
                    },
                    ticket: match adopted {
                        Some(ticket) => ticket,
                        None => Ticket::new(randomness)?,
                    },
                    record: self.record.clone(),
                    client,
                    sent_with: kept.sent_with.filter(is_of),
                    version: 0,
                };
                match old {
                    Some(old) => StoreWrite::Replace(Box::new(old), Box::new(new)),
                    None => StoreWrite::Create(new),
                }
            }
        };
        self.changed = false;
        kept.touched = false;
        Ok(Some(Plan {
            write,
            is_sent_again: self.record.permanent || kept.is_outdated,
            is_by_another: false,
            changes: std::mem::take(&mut kept.changes),
        }))
    }

    /// Takes over the session as it is in the store after the write.
    pub(crate) fn written(
        &mut self,
        stored: Stored,
        sealer: &Sealer,
        randomness: Randomness,
    ) -> Result<(), CryptoError> {
        let Some(kept) = &mut self.kept else {
            return Ok(());
        };
        let is_new = kept
            .stored
            .as_ref()
            .is_none_or(|before| before.ticket != stored.ticket);
        // The cookie of a permanent session expires some time after its last use.
        if is_new || stored.record.permanent || kept.is_outdated {
            kept.is_outdated = false;
            kept.cookie = CookieChange::Set(stored.seal(sealer, randomness)?);
        }
        if stored.record.id == self.record.id && !self.changed {
            self.take_over(stored.record.clone());
        }
        if let Some(kept) = &mut self.kept {
            kept.stored = Some(Rc::new(stored));
        }
        Ok(())
    }

    /// Replaces the record by one that may hold changes of another request.
    fn take_over(&mut self, record: Record) {
        if self.record != record {
            self.record = record;
            self.data = None;
        }
    }

    /// Notes that the session is no longer in the store. `told` states that this request has ended
    /// it, so that the browser's cookie is removed.
    pub(crate) fn removed(&mut self, told: bool) {
        if let Some(kept) = &mut self.kept {
            kept.stored = None;
            if told {
                kept.cookie = CookieChange::Remove;
            }
        }
    }
}

impl Plan {
    /// Plans the same write again, on top of what another request has written.
    pub(crate) fn merge(&mut self, theirs: Stored) {
        let mut merged = theirs.record.clone();
        self.changes.apply(&mut merged);
        if merged.len() > STORED_ROOM {
            tracing::warn!(
                "the data that two concurrent requests added does not fit into the session"
            );
            merged.data.clone_from(&theirs.record.data);
        }
        match &mut self.write {
            StoreWrite::Update(ours) => {
                ours.record = Record {
                    seen: ours.record.seen.max(theirs.record.seen),
                    ..merged
                };
                ours.version = theirs.version;
            }
            StoreWrite::Replace(old, new) => {
                new.record.data = merged.data;
                **old = theirs;
            }
            StoreWrite::Delete(ours) => {
                let is_empty = merged.is_empty();
                *ours = Stored {
                    record: merged,
                    ..theirs
                };
                if !is_empty {
                    self.write = StoreWrite::Update(ours.clone());
                }
            }
            StoreWrite::Touch(_) | StoreWrite::Create(_) => {}
        }
    }
}
