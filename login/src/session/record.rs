//! The record of a session: what a sealed session cookie holds.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{
    id::{CredentialRef, Id, Mark},
    protection::ClientHash,
};
use crate::{
    clock::Timestamp,
    config::Lifetimes,
    encoding::{encoded_len, to_bytes},
    seal::{CryptoError, Randomness, Sealer},
};

/// How many seconds the clocks of two machines may differ.
pub(crate) const CLOCK_SKEW: u64 = 60;

/// One session. The field order is the wire format, so a change needs a new token version. Arrays
/// are read as bytes: read one element at a time, they would take most of the time that reading a
/// record takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// `None` until the session is renewed or first written.
    #[serde(with = "serde_bytes")]
    pub(crate) id: Option<Id>,
    /// The start of the absolute timeout.
    pub(crate) created: Timestamp,
    /// The start of the idle timeout.
    pub(crate) seen: Timestamp,
    /// The session outlives the browser.
    pub(crate) permanent: bool,
    pub(crate) login: Option<Login>,
    /// The application's values, as the text of one JSON object. Empty if there are none.
    pub(crate) data: String,
}

/// The login of a session: its user, and how well the user is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Login {
    /// Short ids, which most are, need no allocation.
    pub(crate) user_id: SmolStr,
    /// When the password was last typed. `None` if the login is not fresh: it was restored,
    /// declared not fresh, or used from another client under session protection.
    pub(crate) fresh_at: Option<Timestamp>,
    /// The user was logged in although inactive (`force`).
    pub(crate) forced: bool,
    /// Ties the login to the user's `session_hash`.
    #[serde(with = "serde_bytes")]
    pub(crate) auth_hash: Option<[u8; 32]>,
    /// Ties the login to the client that made it, for session protection.
    #[serde(with = "serde_bytes")]
    pub(crate) client: Option<ClientHash>,
    /// The remember credential that belongs to the login. The two end together.
    pub(crate) credential: Option<CredentialRef>,
}

impl Record {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            id: None,
            created: now,
            seen: now,
            permanent: false,
            login: None,
            data: String::new(),
        }
    }

    /// Returns whether both are copies of one session: sealed at different times, or equal.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        self.id == other.id && (self.seen != other.seen || self == other)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.login.is_none() && self.data.is_empty() && !self.permanent
    }

    /// Returns the remember credential that ends with the login.
    pub(crate) fn credential(&self) -> Option<CredentialRef> {
        self.login.as_ref()?.credential
    }

    /// Returns when the absolute timeout ends the session.
    pub(crate) fn ends(&self, lifetimes: &Lifetimes) -> Timestamp {
        self.created.plus(lifetimes.absolute(self.permanent))
    }

    /// Returns how long the session may stay unused.
    pub(crate) fn idle_timeout(&self, lifetimes: &Lifetimes) -> Duration {
        if self.permanent {
            lifetimes.permanent_session
        } else {
            lifetimes.session_idle
        }
    }

    /// Returns when the session ends if it is not used again.
    pub(crate) fn times_out(&self, lifetimes: &Lifetimes) -> Timestamp {
        let idle = self.seen.plus(self.idle_timeout(lifetimes));
        idle.min(self.ends(lifetimes))
    }

    /// Returns whether the session has neither timed out nor comes from the future. A clock that
    /// was set back must not lengthen the life of a session.
    pub(crate) fn is_alive(&self, lifetimes: &Lifetimes, now: Timestamp) -> bool {
        let latest = now.0.saturating_add(CLOCK_SKEW);
        self.created.0 <= latest && self.seen.0 <= latest && now < self.times_out(lifetimes)
    }

    /// Returns the mark for the revocation list, `None` if the session has no id. No copy that was
    /// sealed before now outlives it, because either all copies of an id are permanent or none is.
    pub(crate) fn mark(&self, lifetimes: &Lifetimes, now: Timestamp) -> Option<Mark> {
        let skew = Duration::from_secs(CLOCK_SKEW);
        let idle = self.idle_timeout(lifetimes).saturating_add(skew);
        Some(Mark {
            id: self.id?,
            made: self.created,
            until: self.ends(lifetimes).min(now.plus(idle)),
        })
    }

    pub(crate) fn len(&self) -> usize {
        encoded_len(self)
    }

    pub(crate) fn token_len(&self) -> usize {
        Sealer::token_len(self.len())
    }

    pub(crate) fn seal(
        &mut self,
        sealer: &Sealer,
        randomness: Randomness,
    ) -> Result<String, CryptoError> {
        if self.id.is_none() {
            self.id = Some(randomness.bytes()?);
        }
        sealer.seal(&to_bytes(self), randomness)
    }

    pub(super) fn parse(plaintext: &[u8]) -> Option<Self> {
        postcard::from_bytes(plaintext).ok()
    }
}

/// Seals the cookie of a login, for a test that skips the login page.
#[cfg(feature = "testing")]
pub(crate) fn sealed_login(
    login: Login,
    sealer: &Sealer,
    randomness: Randomness,
    now: Timestamp,
) -> Result<String, CryptoError> {
    let mut record = Record::new(now);
    record.login = Some(login);
    record.seal(sealer, randomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetimes() -> Lifetimes {
        Lifetimes {
            session_idle: Duration::from_secs(100),
            session_absolute: Some(Duration::from_secs(1000)),
            ..Lifetimes::default()
        }
    }

    fn alive(created: u64, seen: u64, now: u64) -> bool {
        let record = Record {
            created: Timestamp(created),
            seen: Timestamp(seen),
            ..Record::new(Timestamp(0))
        };
        record.is_alive(&lifetimes(), Timestamp(now))
    }

    #[test]
    fn e1_the_idle_timeout_counts_from_the_last_visit() {
        assert!(alive(5000, 5050, 5149));
        assert!(!alive(5000, 5050, 5150));
    }

    #[test]
    fn e2_the_absolute_timeout_counts_from_the_login_whatever_happens_since() {
        assert!(alive(5000, 5990, 5999));
        assert!(!alive(5000, 5999, 6000));
    }

    #[test]
    fn e2_an_absolute_timeout_that_was_set_binds_permanent_sessions() {
        let permanent = Record {
            permanent: true,
            ..Record::new(Timestamp(5000))
        };
        assert_eq!(permanent.ends(&lifetimes()), Timestamp(6000));
        let unset = Lifetimes {
            permanent_session: Duration::from_secs(5_000_000),
            ..Lifetimes::default()
        };
        assert_eq!(permanent.ends(&unset), Timestamp(5_005_000));
        let plain = Record::new(Timestamp(5000));
        assert_eq!(plain.ends(&unset), Timestamp(5000 + 30 * 24 * 60 * 60));
    }

    #[test]
    fn e6_a_session_from_the_future_is_refused_beyond_a_small_skew() {
        assert!(alive(5060, 5060, 5000));
        assert!(!alive(5061, 5061, 5000));
        assert!(!alive(5000, 5061, 5000));
        assert!(!alive(8600, 8600, 5000));
    }

    #[test]
    fn t1_a_session_is_named_by_128_random_bits() {
        let ids: std::collections::HashSet<_> = (0..100_000)
            .map(|_| Randomness::SYSTEM.bytes::<16>().unwrap())
            .collect();
        assert_eq!(ids.len(), 100_000);
        let id: Id = *ids.iter().next().unwrap();
        assert_eq!(size_of_val(&id) * 8, 128);
    }
}
