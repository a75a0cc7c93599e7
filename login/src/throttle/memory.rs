//! Limits that are counted in this process.

use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{RateLimiter, clock, middleware::NoOpMiddleware, nanos::Nanos, state::StateStore};

use super::{
    Limits, Quota, Verdict,
    attempt::{Attempt, Charge, Subject},
    known::Known,
    recent::Recent,
};
use crate::clock::{Clock, Timestamp};

pub(super) struct MemoryLimits {
    accounts: Buckets,
    /// The limits of accounts in networks where they are known.
    accounts_there: Buckets,
    addresses: Buckets,
    known: Mutex<Known>,
}

impl MemoryLimits {
    pub(super) fn new(limits: Limits, capacity: usize, clock: &Arc<dyn Clock>) -> Self {
        let recent = || Recent::with_capacity(capacity);
        let forgetting = || Times {
            own: recent(),
            shared: None,
        };
        // Any guessed name takes an entry here. New entries in the other two require a correct
        // password or ever more addresses, and a new address gains as much as one that was
        // forgotten.
        let sharing = Times {
            own: recent(),
            shared: Some(Recent::with_capacity(SHARED)),
        };
        Self {
            accounts: Buckets::new(limits.account, sharing, clock),
            accounts_there: Buckets::new(limits.account, forgetting(), clock),
            addresses: Buckets::new(limits.address, forgetting(), clock),
            known: Mutex::new(Known::with_capacity(capacity)),
        }
    }

    pub(super) fn admit(&self, attempt: &Attempt, now: Timestamp) -> Verdict {
        let by_address = attempt
            .address
            .map(|address| self.addresses.charge(&address));
        if let Some(Err(wait)) = by_address {
            return Verdict::Refused(wait);
        }
        let is_known = |there| lock(&self.known).is_known(&attempt.account, &there, now.0);
        let charge = Charge {
            attempt: *attempt,
            is_known_there: attempt.account_there.is_some_and(is_known),
        };
        match self.accounts_of(&charge).charge(&charge.account()) {
            Ok(()) => Verdict::Admitted(charge),
            Err(wait) => Verdict::Refused(wait),
        }
    }

    pub(super) fn give_back(&self, charge: &Charge, known_for: Option<Duration>, now: Timestamp) {
        self.accounts_of(charge).give_back(&charge.account());
        if let Some(address) = &charge.attempt.address {
            self.addresses.give_back(address);
        }
        if let (Some(known_for), Some(there)) = (known_for, charge.attempt.account_there) {
            let (account, until) = (charge.attempt.account, now.plus(known_for).0);
            lock(&self.known).note(account, there, until, now.0);
        }
    }

    fn accounts_of(&self, charge: &Charge) -> &Buckets {
        if charge.is_known_there {
            &self.accounts_there
        } else {
            &self.accounts
        }
    }
}

/// One limit per subject.
struct Buckets {
    limiter: RateLimiter<Subject, Arrivals, Ticks, NoOpMiddleware<Nanos>>,
    arrivals: Arrivals,
    interval: Duration,
}

impl Buckets {
    fn new(quota: Quota, times: Times, clock: &Arc<dyn Clock>) -> Self {
        let ticks = Ticks {
            began: clock.now(),
            clock: Arc::clone(clock),
        };
        let arrivals = Arrivals {
            times: Arc::new(Mutex::new(times)),
            ticks: ticks.clone(),
        };
        let interval = quota.interval().max(Duration::from_nanos(1));
        let most = NonZeroU32::new(quota.most).unwrap_or(NonZeroU32::MIN);
        // `None` only if the interval is zero.
        let rate = governor::Quota::with_period(interval)
            .unwrap_or(governor::Quota::per_second(NonZeroU32::MIN));
        Self {
            limiter: RateLimiter::new(rate.allow_burst(most), arrivals.clone(), ticks),
            arrivals,
            interval,
        }
    }

    fn charge(&self, subject: &Subject) -> Result<(), Duration> {
        self.limiter.check_key(subject).map_err(|refused| {
            let now = clock::Clock::now(self.limiter.clock());
            refused.wait_time_from(now)
        })
    }

    fn give_back(&self, subject: &Subject) {
        let interval = u64::try_from(self.interval.as_nanos()).unwrap_or(u64::MAX);
        let now = clock::Clock::now(&self.arrivals.ticks).as_u64();
        let mut times = lock(&self.arrivals.times);
        let (recent, subject) = times.of(*subject, now);
        if let Some(arrival) = recent.get(&subject) {
            recent.set(subject, arrival.saturating_sub(interval), (), now);
        }
    }
}

/// The number of limits that subjects without an entry of their own share.
const SHARED: usize = 256;

/// A bounded number of times, one per subject.
struct Times {
    own: Recent,
    /// Counts subjects for which there is no room, many per entry, so that no one gains guesses by
    /// filling the memory. If it is `None`, the subject with the fewest failures is forgotten
    /// instead.
    shared: Option<Recent>,
}

impl Times {
    /// Returns the collection that holds the time of a subject, and the key there.
    fn of(&mut self, subject: Subject, now: u64) -> (&mut Recent, Subject) {
        let has_place = self.own.get(&subject).is_some() || self.own.has_room(now);
        match &mut self.shared {
            Some(shared) if !has_place => {
                let [first, ..] = subject;
                (shared, [first; 16])
            }
            _ => (&mut self.own, subject),
        }
    }
}

/// For each subject, the time at which its next attempt would arrive if all attempts kept to the
/// rate (GCRA).
#[derive(Clone)]
struct Arrivals {
    times: Arc<Mutex<Times>>,
    ticks: Ticks,
}

impl StateStore for Arrivals {
    type Key = Subject;

    fn measure_and_replace<T, F, E>(&self, subject: &Subject, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let now = clock::Clock::now(&self.ticks).as_u64();
        let mut times = lock(&self.times);
        let (recent, subject) = times.of(*subject, now);
        let (outcome, arrival) = measure(recent.get(&subject).map(Nanos::new))?;
        recent.set(subject, arrival.as_u64(), (), now);
        Ok(outcome)
    }
}

/// The application's clock, counted from the creation of the limits.
#[derive(Clone)]
struct Ticks {
    began: Timestamp,
    clock: Arc<dyn Clock>,
}

impl clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let seconds = self.clock.now().since(self.began).as_secs();
        Nanos::new(seconds.saturating_mul(1_000_000_000))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn limits(account: u32, address: u32, capacity: usize) -> MemoryLimits {
        let quota = |most| Quota {
            most,
            per: Duration::from_secs(3600),
        };
        let limits = Limits {
            account: quota(account),
            address: quota(address),
        };
        MemoryLimits::new(limits, capacity, &(Arc::new(SystemClock) as Arc<dyn Clock>))
    }

    fn admits(limits: &MemoryLimits, account: &str, address: [u8; 4]) -> bool {
        let attempt = Attempt::new(account, Some(address.into()));
        let verdict = limits.admit(&attempt, Timestamp(0));
        matches!(verdict, Verdict::Admitted(_))
    }

    #[test]
    fn u2_a_flood_of_accounts_and_addresses_takes_no_more_memory_and_frees_no_victim() {
        let limits = limits(3, 3, 50);
        for _ in 0..3 {
            assert!(admits(&limits, "victim", [10, 0, 0, 1]));
        }
        // Far more subjects are tried than there is room for.
        for n in 0..10_000_u32 {
            let [_, b, c, d] = n.to_be_bytes();
            admits(&limits, &format!("account {n}"), [11, b, c, d]);
        }
        assert!(!admits(&limits, "victim", [12, 0, 0, 1]));
        assert!(!admits(&limits, "another", [10, 0, 0, 1]));
        let addresses = lock(&limits.addresses.arrivals.times);
        assert_eq!(addresses.own.len(), 50);
        let accounts = lock(&limits.accounts.arrivals.times);
        assert_eq!(accounts.own.len(), 50);
        let shared = accounts.shared.as_ref().unwrap();
        assert!(shared.len() <= SHARED, "{}", shared.len());
    }

    #[test]
    fn u2_who_finds_no_room_gains_no_guesses() {
        let limits = limits(5, 1_000, 20);
        for n in 0..20 {
            for _ in 0..3 {
                assert!(admits(&limits, &format!("account {n}"), [10, 0, 0, n]));
            }
        }
        // Each decoy would displace the victim, which has the fewest failures.
        let guesses = (0..200).filter(|n| {
            admits(&limits, &format!("decoy {n}"), [12, 0, 0, *n]);
            admits(&limits, "victim", [11, 0, 0, *n])
        });
        assert!(guesses.count() <= 5);
        // Accounts that have an entry keep it.
        assert!(admits(&limits, "account 1", [10, 0, 0, 1]));
    }

    #[test]
    fn u2_who_is_known_there_has_a_place_whoever_else_is_tried() {
        let limits = limits(5, 1_000, 20);
        let home = Attempt::new("owner", Some([10, 0, 0, 1].into()));
        let Verdict::Admitted(login) = limits.admit(&home, Timestamp(0)) else {
            panic!("nobody has failed");
        };
        let known_for = Some(Duration::from_secs(1_000));
        limits.give_back(&login, known_for, Timestamp(0));
        for n in 0..10_000_u32 {
            let [_, b, c, d] = n.to_be_bytes();
            admits(&limits, &format!("account {n}"), [11, b, c, d]);
        }
        assert!(!admits(&limits, "owner", [12, 0, 0, 1]));
        for _ in 0..5 {
            assert!(admits(&limits, "owner", [10, 0, 0, 2]));
        }
        assert!(!admits(&limits, "owner", [10, 0, 0, 3]));
    }

    #[test]
    fn u2_a_login_without_a_place_costs_nothing() {
        let limits = limits(5, 1_000, 1);
        assert!(admits(&limits, "somebody", [10, 0, 0, 1]));
        let attempt = Attempt::new("another", Some([10, 0, 0, 2].into()));
        for _ in 0..20 {
            let Verdict::Admitted(charge) = limits.admit(&attempt, Timestamp(0)) else {
                panic!("logins that succeed cost nothing");
            };
            limits.give_back(&charge, None, Timestamp(0));
        }
    }

    #[test]
    fn u2_what_an_address_is_refused_is_not_charged_to_the_account() {
        let limits = limits(3, 1, 50);
        assert!(admits(&limits, "other", [10, 0, 0, 1]));
        for _ in 0..10 {
            assert!(!admits(&limits, "victim", [10, 0, 0, 1]));
        }
        for n in 2..5 {
            assert!(admits(&limits, "victim", [10, 0, 0, n]));
        }
        assert!(!admits(&limits, "victim", [10, 0, 0, 9]));
    }
}
