//! Checks whether a session fits into its cookie, or into the store.

use super::{open::OpenSession, record::Record};
use crate::error::SessionError;

/// A change that was not made because the session would no longer fit into the cookie or the store.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TooLarge {
    pub(crate) bytes: usize,
    pub(crate) limit: usize,
}

impl OpenSession {
    pub(super) fn check_room(&self, record: &Record) -> Result<(), TooLarge> {
        // A record that was never written gets its id later, and needs room for it as well.
        let placeholder = Record {
            id: Some(record.id.unwrap_or_default()),
            ..record.clone()
        };
        let bytes = if self.kept.is_some() {
            placeholder.len()
        } else {
            placeholder.token_len()
        };
        if bytes > self.room {
            return Err(TooLarge {
                bytes,
                limit: self.room,
            });
        }
        Ok(())
    }
}

impl From<TooLarge> for SessionError {
    fn from(TooLarge { bytes, limit }: TooLarge) -> Self {
        Self::TooLarge { bytes, limit }
    }
}
