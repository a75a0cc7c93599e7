//! What a session cookie holds if the session itself is in a store.

use std::fmt;

use ring::digest;
use serde_bytes::ByteArray;

use super::id::{CredentialRef, Id};
use crate::{
    encoding::{beginning, to_bytes},
    seal::{CryptoError, Randomness, Sealer},
    store::{Key, Kind},
};

/// Leads to one session in a store: 256 random bits, or bits derived from the id of a sealed session. The
/// store knows only their hash. The cookie holds them sealed, so that a ticket that was not made here
/// never reaches the store.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Ticket([u8; 32]);

/// The first of the sealed bytes. No record begins with it.
const MARK: u8 = 2;

impl Ticket {
    pub(crate) fn new(randomness: Randomness) -> Result<Self, CryptoError> {
        Ok(Self(randomness.bytes()?))
    }

    /// Returns the ticket under which the session of a sealed cookie continues in the store. It
    /// depends on the id alone, so that concurrent requests, copies sealed under different secrets,
    /// and a retry after a lost response all lead to one session. An attacker who learns the id
    /// cannot use it without the seal.
    pub(crate) fn of_sealed(id: &Id) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"ticket of a sealed session\0");
        context.update(id);
        Self(beginning(context.finish()))
    }

    pub(crate) fn key(&self) -> Key {
        Key::of(Kind::Session, &self.0)
    }

    /// Reads the ticket from what was sealed, and the remember credential that belongs to its
    /// login: the two end together, even if nothing is known of the session any more.
    pub(super) fn parse(plaintext: &[u8]) -> Option<(Self, Option<CredentialRef>)> {
        let (&MARK, rest) = plaintext.split_first()? else {
            return None;
        };
        let (bytes, credential): (ByteArray<_>, _) = postcard::from_bytes(rest).ok()?;
        Some((Self(bytes.into_array()), credential))
    }

    pub(crate) fn seal(
        &self,
        credential: Option<CredentialRef>,
        sealer: &Sealer,
        randomness: Randomness,
    ) -> Result<String, CryptoError> {
        let content = (MARK, ByteArray::new(self.0), credential);
        sealer.seal(&to_bytes(&content), randomness)
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(..)")
    }
}
