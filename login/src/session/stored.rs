//! A session as it is kept in a store.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{copies::Copies, id::Id, record::Record, ticket::Ticket, tombstone::Tombstone};
use crate::{
    clock::Timestamp,
    config::Lifetimes,
    encoding::to_bytes,
    seal::{CryptoError, Randomness, Sealer},
    store::{Entry, Key, Kind},
};

/// How many bytes the record of a stored session may have: it is read with every request.
pub(crate) const STORED_ROOM: usize = 32 * 1024;

/// The client that a login was made for, to be shown to its user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClientInfo {
    pub(crate) address: Option<SmolStr>,
    pub(crate) user_agent: Option<SmolStr>,
}

/// Names the remember cookie that was sent together with the session. Once the browser sends the
/// session back, the remember cookie is known to have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentWith {
    #[serde(with = "serde_bytes")]
    pub(crate) series: Id,
    pub(crate) generation: u32,
}

/// The data of an entry. The order of fields and variants is the format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Payload {
    Session {
        record: Box<Record>,
        client: ClientInfo,
        copies: Copies,
        /// `None` once the cookie is known to have arrived.
        sent_with: Option<SentWith>,
    },
    Tombstone {
        #[serde(with = "serde_bytes")]
        successor: Option<[u8; 32]>,
        renewed: bool,
    },
}

/// A session, and where it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    pub(crate) ticket: Ticket,
    pub(crate) record: Record,
    pub(crate) client: ClientInfo,
    pub(crate) copies: Copies,
    pub(crate) sent_with: Option<SentWith>,
    pub(crate) version: u64,
}

/// What is stored under a ticket.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    Session(Rc<Stored>),
    /// The session has ended or was renewed.
    Tombstone(Tombstone),
    /// The entry does not follow this format.
    Unreadable,
}

impl Stored {
    /// Reads an entry that was found under a ticket.
    pub(crate) fn of_entry(ticket: Ticket, entry: &Entry) -> Found {
        match postcard::from_bytes(&entry.data) {
            Ok(Payload::Session {
                mut record,
                client,
                copies,
                sent_with,
            }) => {
                record.seen = Timestamp(entry.seen);
                Found::Session(Rc::new(Self {
                    ticket,
                    record: *record,
                    client,
                    copies,
                    sent_with,
                    version: entry.version,
                }))
            }
            _ => Tombstone::of_entry(entry).map_or(Found::Unreadable, Found::Tombstone),
        }
    }

    /// Returns whether it must still be found out if the session ended before it was put into the
    /// store.
    pub(crate) fn is_unsettled(&self) -> bool {
        self.copies == Copies::Unsettled
    }

    /// Returns what is needed to end the session.
    pub(crate) fn ending(&self) -> Ending {
        Ending {
            key: self.ticket.key(),
            record: self.record.clone(),
            client: self.client.clone(),
            copies: self.copies,
        }
    }

    pub(crate) fn to_entry(&self, lifetimes: &Lifetimes) -> Entry {
        let Record { created, seen, .. } = self.record;
        let owner = self.record.login.as_ref();
        let owner = owner.map(|login| login.user_id.to_string());
        let payload = Payload::Session {
            record: Box::new(self.record.clone()),
            client: self.client.clone(),
            copies: self.copies,
            sent_with: self.sent_with,
        };
        Entry {
            key: self.ticket.key(),
            kind: match owner {
                Some(_) => Kind::Session,
                None => Kind::Visitor,
            },
            owner,
            version: self.version,
            created: created.0,
            seen: seen.0,
            expires: self.record.times_out(lifetimes).0,
            data: to_bytes(&payload),
        }
    }

    pub(crate) fn seal(
        &self,
        sealer: &Sealer,
        randomness: Randomness,
    ) -> Result<String, CryptoError> {
        let credential = self.record.credential();
        self.ticket.seal(credential, sealer, randomness)
    }

    /// Returns when the session was last used, and when the store may forget it.
    pub(crate) fn times(&self, lifetimes: &Lifetimes) -> (u64, u64) {
        (self.record.seen.0, self.record.times_out(lifetimes).0)
    }
}

/// What is needed to end a session without knowing its ticket.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ending {
    pub(crate) key: Key,
    pub(crate) record: Record,
    pub(crate) client: ClientInfo,
    pub(crate) copies: Copies,
}

impl Ending {
    /// Reads an entry that was listed. Returns `None` if it is not a session.
    pub(crate) fn of_entry(entry: &Entry) -> Option<Self> {
        match postcard::from_bytes(&entry.data) {
            Ok(Payload::Session {
                mut record,
                client,
                copies,
                ..
            }) => {
                record.seen = Timestamp(entry.seen);
                Some(Self {
                    key: entry.key,
                    record: *record,
                    client,
                    copies,
                })
            }
            _ => None,
        }
    }
}
