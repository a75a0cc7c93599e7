//! What a remember cookie holds, sealed: who, until when, under which password.

use std::time::Duration;

use actix_web::http::header::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    config::{CookieSpec, LONGEST_COOKIE_LIFE},
    encoding::{encoded_len, to_bytes},
    request::{Received, receive},
    seal::{Age, CryptoError, Randomness, Sealer},
    session::{CLOCK_SKEW, CredentialRef, Id, RevocationList, SentWith},
};

/// One remembered login. The field order is the wire format: a change needs a new token
/// version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Credential {
    #[serde(with = "serde_bytes")]
    pub(crate) id: Id,
    pub(crate) user_id: String,
    /// Of the first copy; refreshing does not change it.
    pub(crate) issued: Timestamp,
    pub(crate) expires: Timestamp,
    /// For how many seconds it was issued, and is when refreshed.
    duration: u64,
    /// Ties the credential to the user's `session_hash`.
    #[serde(with = "serde_bytes")]
    pub(crate) fingerprint: Option<[u8; 32]>,
    /// How many cookies of its series were before it; in a store alone.
    pub(crate) generation: u32,
    /// A store has known its series from the beginning.
    pub(crate) in_store: bool,
    /// It came under another secret than the one in use, and is to be issued anew.
    #[serde(skip)]
    pub(crate) is_outdated: bool,
}

/// A credential that is to end, as far as is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EndedCredential {
    pub(crate) reference: CredentialRef,
    pub(crate) user_id: String,
    /// Cookies of it from before there was a store may be somewhere.
    pub(crate) may_be_old: bool,
    /// The credential that takes its place in the same browser.
    pub(crate) successor: Option<Id>,
}

impl EndedCredential {
    /// One of which no cookie is at hand.
    pub(crate) fn of(reference: CredentialRef, user_id: impl Into<String>) -> Self {
        Self {
            reference,
            user_id: user_id.into(),
            may_be_old: reference.may_have_cookie(),
            successor: None,
        }
    }
}

impl Credential {
    /// A new credential; one longer than browsers keep a cookie is cut to that.
    pub(crate) fn issue(
        user_id: String,
        fingerprint: Option<[u8; 32]>,
        duration: Duration,
        now: Timestamp,
        in_store: bool,
        randomness: Randomness,
    ) -> Result<Self, CryptoError> {
        let duration = duration.min(LONGEST_COOKIE_LIFE);
        Ok(Self {
            id: randomness.bytes()?,
            user_id,
            issued: now,
            expires: now.plus(duration),
            duration: duration.as_secs(),
            fingerprint,
            generation: 0,
            in_store,
            is_outdated: false,
        })
    }

    /// The same credential, as a store begins it under another name.
    pub(crate) fn renewed(&self, randomness: Randomness) -> Result<Self, CryptoError> {
        Ok(Self {
            id: randomness.bytes()?,
            generation: 0,
            in_store: true,
            is_outdated: false,
            ..self.clone()
        })
    }

    /// A later one of its series, for as long again if `sliding`.
    pub(crate) fn next(&self, generation: u32, now: Timestamp, sliding: bool) -> Self {
        let next = Self {
            generation,
            in_store: true,
            ..self.clone()
        };
        if sliding { next.refreshed(now) } else { next }
    }

    /// The same credential for as long again as it was issued for.
    pub(crate) fn refreshed(&self, now: Timestamp) -> Self {
        Self {
            expires: now.plus(Duration::from_secs(self.duration)),
            ..self.clone()
        }
    }

    /// The same credential under the user's new password, or under the secret in use: it is
    /// to be issued anew.
    pub(crate) fn under(self, fingerprint: Option<[u8; 32]>) -> Self {
        Self {
            fingerprint,
            is_outdated: true,
            ..self
        }
    }

    /// The same credential under another name.
    #[cfg(feature = "flask-compat")]
    pub(crate) fn named(self, id: Id) -> Self {
        Self { id, ..self }
    }

    /// The same credential as a store knows it: so many of its series were before.
    #[cfg(feature = "flask-compat")]
    pub(super) fn in_series(self, generation: u32) -> Self {
        Self {
            generation,
            in_store: true,
            ..self
        }
    }

    /// The credential that a request carries, if it is ours, not expired (the browser's word
    /// for that is not taken) and not ended; and all others of that kind, which logging out
    /// means as well.
    pub(crate) fn of_request(
        headers: &HeaderMap,
        spec: &CookieSpec,
        sealer: &Sealer,
        ended: &RevocationList,
        now: Timestamp,
    ) -> (Received<Self>, Vec<Self>) {
        let mut all: Vec<Self> = Vec::new();
        let received = receive(headers, spec, |token| {
            let mut credential: Self =
                sealer.open(token, |bytes| postcard::from_bytes(bytes).ok())?;
            if !credential.is_current(now) || credential.is_ended(ended) {
                return None;
            }
            credential.is_outdated = sealer.age(token) == Age::Outdated;
            let mut before = all.iter_mut();
            let copy = before.find(|before| credential.is_copy_of(before));
            if let Some(copy) = copy {
                if credential.turn() > copy.turn() {
                    *copy = credential;
                }
                return None;
            }
            all.push(credential);
            Some(())
        });
        let received = match (received, all.as_slice()) {
            (Received::Nothing, _) => Received::Nothing,
            (Received::One(()), [credential]) => Received::One(credential.clone()),
            _ => Received::Unusable,
        };
        (received, all)
    }

    /// Whether both are one credential, as it was issued at two moments or at one.
    fn is_copy_of(&self, other: &Self) -> bool {
        self.id == other.id && (self.turn() != other.turn() || self == other)
    }

    /// Of several issues of one credential the greatest is the last.
    fn turn(&self) -> (u32, Timestamp, bool) {
        (self.generation, self.expires, !self.is_outdated)
    }

    pub(crate) fn is_ended(&self, ended: &RevocationList) -> bool {
        ended.fate(&self.id, self.issued).is_some()
    }

    pub(crate) fn ended(&self) -> EndedCredential {
        EndedCredential {
            reference: self.reference(),
            user_id: self.user_id.clone(),
            // A later one is in the store, whenever its series began.
            may_be_old: !self.in_store || self.generation > 0,
            successor: None,
        }
    }

    /// How a login names it.
    pub(crate) fn reference(&self) -> CredentialRef {
        CredentialRef {
            id: self.id,
            issued: self.issued,
        }
    }

    /// How a session names it that goes to the browser together with it.
    pub(crate) fn sent_with(&self) -> SentWith {
        SentWith {
            series: self.id,
            generation: self.generation,
        }
    }

    fn is_current(&self, now: Timestamp) -> bool {
        self.issued.0 <= now.0.saturating_add(CLOCK_SKEW) && now < self.expires
    }

    pub(crate) fn token_len(&self) -> usize {
        Sealer::token_len(encoded_len(self))
    }

    pub(crate) fn seal(
        &self,
        sealer: &Sealer,
        randomness: Randomness,
    ) -> Result<String, CryptoError> {
        sealer.seal(&to_bytes(self), randomness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(duration: u64, now: u64) -> Credential {
        Credential::issue(
            "1".to_owned(),
            None,
            Duration::from_secs(duration),
            Timestamp(now),
            false,
            Randomness::SYSTEM,
        )
        .unwrap()
    }

    #[test]
    fn r1_it_ends_when_it_expires_and_not_before_it_was_issued() {
        let credential = issue(100, 5000);
        assert!(credential.is_current(Timestamp(5099)));
        assert!(!credential.is_current(Timestamp(5100)));
        assert!(credential.is_current(Timestamp(4940)));
        assert!(!credential.is_current(Timestamp(4939)));
    }

    #[test]
    fn c7_it_never_lasts_longer_than_400_days() {
        let ten_years = issue(10 * 365 * 86_400, 0);
        assert_eq!(ten_years.expires, Timestamp(400 * 86_400));
    }

    #[test]
    fn t1_without_randomness_there_is_no_credential() {
        let issued = Credential::issue(
            "1".to_owned(),
            None,
            Duration::from_secs(1),
            Timestamp(0),
            false,
            Randomness::BROKEN,
        );
        assert_eq!(issued, Err(CryptoError));
    }
}
