//! What a sealed remember cookie holds: the user, the expiry and a tie to the password.

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

/// One remembered login. The field order is the wire format, so a change needs a new token
/// version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Credential {
    #[serde(with = "serde_bytes")]
    pub(crate) id: Id,
    pub(crate) user_id: String,
    /// When the credential was first issued. Refreshing does not change it.
    pub(crate) issued: Timestamp,
    pub(crate) expires: Timestamp,
    /// The lifetime in seconds, counted from the issue and again from each refresh.
    duration: u64,
    /// Ties the credential to the user's `session_hash`.
    #[serde(with = "serde_bytes")]
    pub(crate) auth_hash: Option<[u8; 32]>,
    /// How many cookies of the series came before this one. Counted only if there is a store.
    pub(crate) generation: u32,
    /// The series has been put into a store. If it is not found there, the login has ended.
    pub(crate) in_store: bool,
    /// The credential is to be issued again, since it was made under an earlier secret or password.
    #[serde(skip)]
    pub(crate) is_outdated: bool,
}

/// A credential that is to end, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EndedCredential {
    pub(crate) reference: CredentialRef,
    pub(crate) user_id: String,
    /// Cookies of it from before the store may still exist.
    pub(crate) may_be_old: bool,
    /// The credential that takes its place in the same browser.
    pub(crate) successor: Option<Id>,
}

impl EndedCredential {
    /// Describes a credential whose cookie is not at hand.
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
    /// Issues a new credential. Its duration is limited to how long browsers keep a cookie.
    pub(crate) fn issue(
        user_id: String,
        auth_hash: Option<[u8; 32]>,
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
            auth_hash,
            generation: 0,
            in_store,
            is_outdated: false,
        })
    }

    /// Returns the same credential under a new id, as the first one of a series in a store.
    pub(crate) fn renewed(&self, randomness: Randomness) -> Result<Self, CryptoError> {
        Ok(Self {
            id: randomness.bytes()?,
            generation: 0,
            in_store: true,
            is_outdated: false,
            ..self.clone()
        })
    }

    /// Returns a later credential of the series. If `sliding`, it is valid for its full duration
    /// again.
    pub(crate) fn next(&self, generation: u32, now: Timestamp, sliding: bool) -> Self {
        let next = Self {
            generation,
            in_store: true,
            ..self.clone()
        };
        if sliding { next.refreshed(now) } else { next }
    }

    /// Returns the same credential, valid for its full duration again.
    pub(crate) fn refreshed(&self, now: Timestamp) -> Self {
        Self {
            expires: now.plus(Duration::from_secs(self.duration)),
            ..self.clone()
        }
    }

    /// Returns the same credential with a new auth hash, after the user's password or the
    /// application's secret has changed. It is to be issued again.
    pub(crate) fn under(self, auth_hash: Option<[u8; 32]>) -> Self {
        Self {
            auth_hash,
            is_outdated: true,
            ..self
        }
    }

    /// Returns the same credential under another id.
    #[cfg(feature = "flask-compat")]
    pub(crate) fn named(self, id: Id) -> Self {
        Self { id, ..self }
    }

    /// Returns the same credential as it is in a store, after `generation` others of its series.
    #[cfg(feature = "flask-compat")]
    pub(super) fn in_series(self, generation: u32) -> Self {
        Self {
            generation,
            in_store: true,
            ..self
        }
    }

    /// Returns the credential that a request carries: the only one that is authentic, not expired
    /// and not ended. The expiry is checked here, because the browser is not trusted with it. Also
    /// returns all such credentials, because logging out ends them too.
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

    /// Returns whether both are copies of one credential: issued at different times, or equal.
    fn is_copy_of(&self, other: &Self) -> bool {
        self.id == other.id && (self.turn() != other.turn() || self == other)
    }

    /// Orders several issues of one credential: the greatest is the latest.
    fn turn(&self) -> (u32, Timestamp, bool) {
        (self.generation, self.expires, !self.is_outdated)
    }

    pub(crate) fn is_ended(&self, ended: &RevocationList) -> bool {
        ended.has_ended(self.reference())
    }

    pub(crate) fn ended(&self) -> EndedCredential {
        EndedCredential {
            reference: self.reference(),
            user_id: self.user_id.clone(),
            // A later cookie is `in_store` even if its series began before the store.
            may_be_old: !self.in_store || self.generation > 0,
            successor: None,
        }
    }

    /// Returns how a login names this credential.
    pub(crate) fn reference(&self) -> CredentialRef {
        CredentialRef {
            id: self.id,
            issued: self.issued,
        }
    }

    /// Returns how a session that is sent together with this credential names it.
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
