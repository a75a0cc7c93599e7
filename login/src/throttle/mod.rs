//! Limits how many logins may fail, per account and per address.
//!
//! The limits decide whether the password of an attempt is checked at all. An attempt is charged
//! before that, so that concurrent attempts cannot exceed the limit. The charge is given back if
//! the attempt was not a guess.

mod attempt;
mod known;
mod memory;
mod recent;
#[cfg(feature = "redis")]
mod redis;

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

pub(crate) use self::attempt::{Attempt, Charge};
use self::memory::MemoryLimits;
#[cfg(feature = "redis")]
use crate::store::RedisStore;
use crate::{
    clock::{Clock, Timestamp},
    error::BuildError,
    store::StoreError,
};

/// How long an account stays known in a network after its last login from there.
const KNOWN_FOR: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Limits on failed logins (ASVS 6.3.1), for
/// [`login_throttle`](crate::LoginManagerBuilder::login_throttle). Needs the feature `throttle`.
///
/// A handler calls [`login_attempt`](crate::AuthSession::login_attempt) before it checks the
/// password. There are two limits. The address is checked first: an attempt that is refused there
/// is not charged to the account. Each limit starts with the number of attempts that it allows per
/// period, and regains one each time that period divided by the number has passed, so that nobody
/// is locked out for good (GCRA, a leaky bucket). Successful logins cost nothing.
///
/// # Locking a user out
///
/// An attacker can use the limit of an account to keep its owner out, by failing on purpose. An
/// account therefore has another limit of the same size for each network (/24 of IPv4, /64 of IPv6)
/// from which it was logged into within 90 days: where the owner usually is, attempts from
/// elsewhere use up nothing. In a new place the owner has to wait, but gets a turn, since the limit
/// refills all the time. Do not set the limit of an account below 5.
///
/// # What is kept
///
/// Hashes of the accounts that visitors entered, of addresses, and of pairs of both, with a time
/// each. An account is counted whether or not it exists. Surrounding spaces and upper case make no
/// difference; look accounts up the same way.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use login::{LoginManager, LoginThrottle, SecretKey, UserMixin};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64 }
///
/// let throttle = LoginThrottle::in_memory().per_account(5, Duration::from_secs(10 * 60));
/// let manager = LoginManager::builder(SecretKey::generate()?)
///     .user_loader(async |id| Some(User { id }))
///     .login_throttle(throttle)
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to a `LoginManager`"]
pub struct LoginThrottle {
    limits: Limits,
    capacity: usize,
    #[cfg(feature = "redis")]
    redis: Option<RedisStore>,
}

/// A number of attempts per period.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    pub(crate) most: u32,
    pub(crate) per: Duration,
}

impl Quota {
    fn new(most: u32, per: Duration) -> Self {
        // As good as for ever. The nanoseconds of `governor` cannot hold much more.
        const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        let per = per.min(LONGEST);
        Self { most, per }
    }

    /// Returns the time after which one attempt is regained.
    pub(crate) fn interval(&self) -> Duration {
        self.per / self.most.max(1)
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) account: Quota,
    pub(crate) address: Quota,
}

impl LoginThrottle {
    /// Counts in this process. Several processes together allow several times as much, and a
    /// restart resets all counts.
    ///
    /// Memory is bounded, see [`capacity`](Self::capacity).
    pub fn in_memory() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self {
            limits: Limits {
                account: Quota::new(10, minutes(15)),
                address: Quota::new(100, minutes(60)),
            },
            capacity: 100_000,
            #[cfg(feature = "redis")]
            redis: None,
        }
    }

    /// Counts in Redis, next to the sessions of `store`, for all processes that share it. Needs the
    /// feature `redis`.
    ///
    /// Charging an attempt is one command, as is giving it back, also in a cluster. Keys expire
    /// once they have no effect any more: by default at most 15 minutes after the last attempt for
    /// an account, and an hour for an address. A login adds a key of about 100 bytes that names a
    /// network in which its account is known. It expires 90 days after the last login from there.
    /// Such a key requires a correct password, and covers one network (/24 of IPv4, /64 of IPv6).
    ///
    /// If Redis is unavailable, attempts fail with [`LoginError::Store`](crate::LoginError::Store),
    /// so that nobody can guess meanwhile.
    #[cfg(feature = "redis")]
    pub fn in_redis(store: &RedisStore) -> Self {
        Self {
            redis: Some(store.clone()),
            ..Self::in_memory()
        }
    }

    /// Sets how many logins to one account may fail per period, from any number of addresses; 10 in
    /// 15 minutes by default. Periods over a hundred years count as a hundred years.
    ///
    /// The default allows less than a thousand guesses per day from the whole world. It does not
    /// protect an account whose password is among the thousand most popular: refuse those when they
    /// are chosen (ASVS 6.2.4).
    pub fn per_account(mut self, most: u32, per: Duration) -> Self {
        self.limits.account = Quota::new(most, per);
        self
    }

    /// Sets how many logins from one address may fail per period, to any accounts; 100 in 60
    /// minutes by default, since a whole office may share one address. Of an IPv6 address the /64
    /// counts, which is what one customer has. Periods over a hundred years count as a hundred
    /// years.
    ///
    /// Behind a proxy that is not listed in
    /// [`trusted_proxies`](crate::LoginManagerBuilder::trusted_proxies), all visitors share the
    /// proxy's address and thereby this limit.
    pub fn per_address(mut self, most: u32, per: Duration) -> Self {
        self.limits.address = Quota::new(most, per);
        self
    }

    /// Sets how many attempted accounts, addresses, and accounts with known networks are kept [in
    /// memory](Self::in_memory) at a time; 100,000 of each by default, about 55 MB when all are
    /// full.
    ///
    /// If there is no room, the address with the fewest failures is forgotten. An account keeps its
    /// entry until its limit is full again. Accounts without an entry share 256 limits of the same
    /// size. A flood of names therefore gains no guesses, and locks out only users who come from a
    /// network where their account is not known. For each account the last 8 networks are kept:
    /// someone who logs in from ever more networks does not affect other accounts.
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity;
        self
    }

    pub(crate) fn resolve(self, clock: &Arc<dyn Clock>) -> Result<Throttle, BuildError> {
        let Limits { account, address } = self.limits;
        for (setting, quota) in [("per_account", account), ("per_address", address)] {
            if quota.most == 0 {
                return Err(BuildError::ZeroLogins { setting });
            }
            if quota.per < Duration::from_secs(1) {
                return Err(BuildError::ZeroDuration { setting });
            }
        }
        #[cfg(feature = "redis")]
        if let Some(store) = self.redis {
            return Ok(Throttle {
                limits: self.limits,
                kept: Kept::InRedis(store),
            });
        }
        let limits = MemoryLimits::new(self.limits, self.capacity, clock);
        Ok(Throttle {
            limits: self.limits,
            kept: Kept::InMemory(Box::new(limits)),
        })
    }
}

/// The limits of an application.
pub(crate) struct Throttle {
    #[cfg_attr(not(feature = "redis"), allow(dead_code))]
    limits: Limits,
    kept: Kept,
}

enum Kept {
    InMemory(Box<MemoryLimits>),
    #[cfg(feature = "redis")]
    InRedis(RedisStore),
}

/// The decision of the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The attempt is admitted and was charged.
    Admitted(Charge),
    /// The attempt is refused for this long.
    Refused(Duration),
}

impl Throttle {
    #[cfg_attr(not(feature = "redis"), allow(clippy::unused_async))]
    pub(crate) async fn admit(
        &self,
        account: &str,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<Verdict, StoreError> {
        let attempt = Attempt::new(account, address);
        match &self.kept {
            Kept::InMemory(limits) => Ok(limits.admit(&attempt, now)),
            #[cfg(feature = "redis")]
            Kept::InRedis(store) => redis::admit(store, &attempt, self.limits, now)
                .await
                .map_err(logged),
        }
    }

    /// Gives an attempt back that was not a guess. If it was a login, the account becomes known in
    /// its network.
    #[cfg_attr(not(feature = "redis"), allow(clippy::unused_async))]
    pub(crate) async fn give_back(
        &self,
        charge: &Charge,
        is_login: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let known_for = is_login.then_some(KNOWN_FOR);
        match &self.kept {
            Kept::InMemory(limits) => {
                limits.give_back(charge, known_for, now);
                Ok(())
            }
            #[cfg(feature = "redis")]
            Kept::InRedis(store) => redis::give_back(store, charge, self.limits, known_for, now)
                .await
                .map_err(logged),
        }
    }
}

#[cfg(feature = "redis")]
fn logged(error: StoreError) -> StoreError {
    tracing::error!(%error, "the login throttle failed");
    error
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Throttle")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
