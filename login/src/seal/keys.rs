//! The keys of one application: for each purpose, one key of the secret in use and one of each
//! earlier secret.

use std::fmt;

use ring::{
    hkdf::{self, HKDF_SHA256},
    hmac,
};

use super::{CryptoError, Sealer};
use crate::secret::SecretKey;

/// What a key is for. The label is part of the derivation: changing it invalidates everything
/// that was made with the key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Session,
    Remember,
    AuthHash,
    #[cfg(feature = "actix-session")]
    HostedSession,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Session => b"session cookie",
            Self::Remember => b"remember cookie",
            Self::AuthHash => b"user fingerprint",
            #[cfg(feature = "actix-session")]
            Self::HostedSession => b"session in actix-session",
        }
    }
}

/// Whether something was made with the secret in use or with an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    Current,
    Outdated,
}

/// All keys of one application, derived once from its secrets.
pub(crate) struct KeyRing {
    pub(crate) session: Sealer,
    pub(crate) remember: Sealer,
    /// Ties a login to the user's `session_hash` without storing it.
    pub(crate) auth_hash: Mac,
    /// For sessions that are kept in the application's own session.
    #[cfg(feature = "actix-session")]
    pub(crate) hosted_session: Sealer,
}

impl KeyRing {
    /// Derives the keys. The first secret is the one in use. What was made with the others is still
    /// accepted. Two managers with the same secret accept nothing from each other, unless the
    /// application and both cookies have the same names.
    pub(crate) fn derive<'a>(
        secrets: impl Iterator<Item = &'a SecretKey>,
        application: &str,
        [session_cookie, remember_cookie]: [&str; 2],
    ) -> Result<Self, CryptoError> {
        // Each name is preceded by its length, so that no two sets of names encode alike.
        let names = [application, session_cookie, remember_cookie];
        let names: Vec<u8> = names
            .iter()
            .flat_map(|name| {
                let length = u64::try_from(name.len()).unwrap_or(u64::MAX);
                length.to_be_bytes().into_iter().chain(name.bytes())
            })
            .collect();
        let info = |purpose: Purpose| [purpose.label(), b"\0", &names];
        let auth_hash = info(Purpose::AuthHash);
        let salt = hkdf::Salt::new(HKDF_SHA256, b"login");
        let roots: Vec<_> = secrets.map(|secret| salt.extract(secret.bytes())).collect();
        let macs = roots
            .iter()
            .map(|root| Ok(root.expand(&auth_hash, hmac::HMAC_SHA256)?.into()));
        Ok(Self {
            session: Sealer::derive(&roots, &info(Purpose::Session))?,
            remember: Sealer::derive(&roots, &info(Purpose::Remember))?,
            auth_hash: Mac::new(macs.collect::<Result<_, CryptoError>>()?)?,
            #[cfg(feature = "actix-session")]
            hosted_session: Sealer::derive(&roots, &info(Purpose::HostedSession))?,
        })
    }

    /// Returns an id that distinguishes secrets and applications, and reveals nothing about them.
    pub(crate) fn id(&self) -> [u8; 4] {
        self.session.key_id()
    }

    /// Returns whether two of the secrets cannot be told apart: they are equal, or their key ids
    /// happen to be, with a chance of one in four thousand million.
    pub(crate) fn has_twins(&self) -> bool {
        self.session.has_twins() || self.remember.has_twins()
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(..)")
    }
}

/// Keyed hashes for one purpose.
pub(crate) struct Mac {
    current: hmac::Key,
    fallbacks: Vec<hmac::Key>,
}

impl Mac {
    fn new(mut keys: Vec<hmac::Key>) -> Result<Self, CryptoError> {
        if keys.is_empty() {
            return Err(CryptoError);
        }
        let fallbacks = keys.split_off(1);
        let current = keys.pop().ok_or(CryptoError)?;
        Ok(Self { current, fallbacks })
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 32] {
        let tag = hmac::sign(&self.current, message);
        let mut hash = [0; 32];
        hash.copy_from_slice(tag.as_ref());
        hash
    }

    /// Returns the age of the key by which this is the hash of the message, `None` if there is no
    /// such key.
    pub(crate) fn verify(&self, message: &[u8], hash: &[u8; 32]) -> Option<Age> {
        let is_by = |key: &hmac::Key| hmac::verify(key, message, hash).is_ok();
        if is_by(&self.current) {
            return Some(Age::Current);
        }
        let is_outdated = self.fallbacks.iter().any(is_by);
        is_outdated.then_some(Age::Outdated)
    }
}
