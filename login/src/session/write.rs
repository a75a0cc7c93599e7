//! From a changed session to what a store must do about it.

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

/// What a store must do.
#[derive(Clone, Debug)]
pub(crate) enum StoreWrite {
    Touch(Stored),
    Update(Stored),
    Create(Stored),
    /// The first goes, the second comes.
    Replace(Box<Stored>, Box<Stored>),
    Delete(Stored),
}

/// A write, and what it is made of if another request wrote first.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) write: StoreWrite,
    /// The browser is to have the cookie again although it stays the same.
    pub(crate) is_sent_again: bool,
    /// What is there was written by a request beside this one.
    pub(crate) is_anothers: bool,
    changes: Changes,
}

impl OpenSession {
    /// Whether a store is to be told something.
    pub(crate) fn has_news(&self) -> bool {
        let is_touched = self.kept.as_ref().is_some_and(|kept| kept.touched);
        !self.overtaken && (self.changed || is_touched)
    }

    /// The key under which it is kept.
    pub(crate) fn stored_key(&self) -> Option<Key> {
        let stored = self.kept.as_ref()?.stored.as_ref()?;
        Some(stored.ticket.key())
    }

    /// What logging out ends beside what the request's cookies lead to: where their sessions
    /// went on, and the remember credentials of those that are not known any more.
    pub(crate) fn take_left_over(&mut self) -> (Vec<Key>, Vec<CredentialRef>) {
        match &mut self.kept {
            Some(kept) => (
                std::mem::take(&mut kept.successors),
                std::mem::take(&mut kept.lost),
            ),
            None => Default::default(),
        }
    }

    /// What is to be written now; it then counts as written. Nothing if sessions are not in
    /// a store, or nothing changed. `client` says who a new login is made for.
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
                // Under another ticket, but made when it was made.
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
            is_anothers: false,
            changes: std::mem::take(&mut kept.changes),
        }))
    }

    /// It was written, and is in the store like that.
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
        // A cookie that outlives the browser is to last from its last use.
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

    /// The session with what another request has put into it.
    fn take_over(&mut self, record: Record) {
        if self.record != record {
            self.record = record;
            self.data = None;
        }
    }

    /// It is not in the store any more. `told` says that this request has ended it, which the
    /// browser is to know.
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
    /// The same write on top of what another request wrote.
    pub(crate) fn merge(&mut self, theirs: Stored) {
        let mut merged = theirs.record.clone();
        self.changes.apply(&mut merged);
        if merged.len() > STORED_ROOM {
            tracing::warn!("no room in the session for what two requests put into it");
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
