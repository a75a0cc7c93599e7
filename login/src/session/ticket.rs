//! What a session cookie holds when the session itself is in a store.

use std::fmt;

use ring::digest;
use serde_bytes::ByteArray;

use super::id::{CredentialRef, Id};
use crate::{
    encoding::{beginning, to_bytes},
    seal::{CryptoError, Randomness, Sealer},
    store::{Key, Kind},
};

/// What leads to one session: 256 random bits, or what follows from the id of a sealed one. The store
/// knows only their hash; the cookie holds them sealed, so that what nobody here made never reaches
/// the store.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Ticket([u8; 32]);

/// How the sealed bytes begin, which is no beginning of a record.
const MARK: u8 = 2;

impl Ticket {
    pub(crate) fn new(randomness: Randomness) -> Result<Self, CryptoError> {
        Ok(Self(randomness.bytes()?))
    }

    /// The ticket that a session from a sealed cookie goes on under: always the same, so that
    /// requests side by side, copies that different secrets have sealed, and one whose answer was
    /// lost, lead to one session. Whoever learns the id has no use for it without the seal.
    pub(crate) fn of_sealed(id: &Id) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"ticket of a sealed session\0");
        context.update(id);
        Self(beginning(context.finish()))
    }

    pub(crate) fn key(&self) -> Key {
        Key::of(Kind::Session, &self.0)
    }

    /// The ticket in what was sealed, and the remember credential that belongs to its login:
    /// they end together, also when nothing is known of the session any more.
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
