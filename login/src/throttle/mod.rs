//! How many logins may fail, for one account and from one address.
//!
//! In comes who tries to log in as whom, out goes whether the password is to be looked at. An
//! attempt is charged before that, so that attempts side by side cannot slip through, and given
//! back when it was none of a guesser.

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

/// How long an account is known in a network after it was logged into from there.
const KNOWN_FOR: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Limits on logins that fail (ASVS 6.3.1), for
/// [`login_throttle`](crate::LoginManagerBuilder::login_throttle). Needs the feature `throttle`.
///
/// A handler asks with [`login_attempt`](crate::AuthSession::login_attempt) before it looks at the
/// password. Two limits are asked, the address first: what is refused there is not charged to the
/// account. Each begins with as many attempts as it allows in its time, and gains one back in the
/// time divided by that number, so that nobody is shut out for good (GCRA, a leaky bucket). Logins
/// that succeed cost nothing.
///
/// # Locking somebody out
///
/// A limit for an account is also a way to keep its owner out: somebody goes on failing on
/// purpose. So an account has another limit, as large, for each network (/24 of IPv4, /64 of IPv6)
/// from which it was logged into within 90 days: where its owner usually is, strangers elsewhere
/// take nothing away. An owner in a new place waits, and gets a turn: the limit fills up again all
/// the time. Set no limit under 5 for an account.
///
/// # What is kept
///
/// Hashes of what visitors typed as their account, of addresses, and of pairs of both, with a time
/// each. An account is counted whether or not it exists. Spaces around it and upper case do not
/// make another of it; look accounts up the same way.
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

/// So many in a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    pub(crate) most: u32,
    pub(crate) per: Duration,
}

impl Quota {
    fn new(most: u32, per: Duration) -> Self {
        // For ever, for whoever waits; what counts in nanoseconds has no room for much more.
        const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        let per = per.min(LONGEST);
        Self { most, per }
    }

    /// In how long one is gained back.
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
    /// Counts in this process: several processes allow several times as much. All is forgotten
    /// with a restart.
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

    /// Counts in Redis, for all processes that share it, beside the sessions of `store`. Needs the
    /// feature `redis`.
    ///
    /// Each attempt is one command, also in a cluster. Keys go by themselves when they have no
    /// effect any more: 15 minutes after the last attempt for an account, by default, and an hour
    /// for an address. A login leaves one more, of about 100 bytes, that says in which network its
    /// account is known: for 90 days after the last from there. It takes a right password to make
    /// one, and each is of one network (/24 of IPv4, /64 of IPv6).
    ///
    /// When Redis cannot be asked, attempts fail with
    /// [`LoginError::Store`](crate::LoginError::Store): nobody guesses meanwhile.
    #[cfg(feature = "redis")]
    pub fn in_redis(store: &RedisStore) -> Self {
        Self {
            redis: Some(store.clone()),
            ..Self::in_memory()
        }
    }

    /// How many logins to one account may fail in a time, however many addresses they come from;
    /// 10 in 15 minutes by default. More than a hundred years are a hundred.
    ///
    /// That is less than a thousand guesses a day for all the world together. It does not save an
    /// account whose password is among the thousand most popular: refuse those when they are
    /// chosen (ASVS 6.2.4).
    pub fn per_account(mut self, most: u32, per: Duration) -> Self {
        self.limits.account = Quota::new(most, per);
        self
    }

    /// How many logins from one address may fail in a time, whichever accounts they are for; 100
    /// in 60 minutes by default, since a whole office may have one address. Of IPv6 it is
    /// the /64 that counts, which is what one customer has. More than a hundred years are a hundred.
    ///
    /// Behind a proxy that is not named in
    /// [`trusted_proxies`](crate::LoginManagerBuilder::trusted_proxies) all visitors share its
    /// address, and this limit.
    pub fn per_address(mut self, most: u32, per: Duration) -> Self {
        self.limits.address = Quota::new(most, per);
        self
    }

    /// How many accounts that are tried, addresses, and accounts that are known somewhere are kept
    /// [in memory](Self::in_memory) at a time; 100,000 of each by default, some 55 MB when all are full.
    ///
    /// When there is no room, of addresses the one is forgotten that has failed least. An account
    /// keeps its place until its limit is full again; those for which there is none share 256 limits
    /// of the same size, so that a flood of names gains no guesses, and keeps out only whoever comes
    /// from where their account is not known. Of the networks in which one account is known, the last
    /// 8 are kept: whoever logs in from ever more makes no other account unknown.
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

/// The limits of one application.
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

/// What a limit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was charged.
    Admitted(Charge),
    /// For so long.
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

    /// It was not a guess. If it was a login, its network is where the account is known.
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
    tracing::error!(%error, "the login throttle could not be asked");
    error
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Throttle")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
