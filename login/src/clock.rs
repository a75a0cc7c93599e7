//! The source of time. Only a [`LoginManager`](crate::LoginManager) holds a clock. Other code takes
//! the time as a value.

#[cfg(feature = "testing")]
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// Whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Timestamp(pub(crate) u64);

impl Timestamp {
    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.as_secs()))
    }

    /// Returns the time since `earlier`, or zero if `earlier` is in the future.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }
}

/// A source of time: the system clock, or one that a test moves.
pub(crate) trait Clock: fmt::Debug + Send + Sync {
    fn now(&self) -> Timestamp;
}

#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(seconds(SystemTime::now()))
    }
}

/// Returns the seconds since 1970. A clock that is set before 1970 counts as 1970: everything that
/// was sealed later is then "from the future" and refused.
fn seconds(time: SystemTime) -> u64 {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since_epoch.as_secs()
}

/// A clock that stands still until a test moves it.
///
/// Pass a clone to [`LoginManagerBuilder::clock`](crate::LoginManagerBuilder::clock): all
/// clones share one time. A session timeout of two hours can then be tested without waiting.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use login::testing::TestClock;
///
/// let clock = TestClock::new();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(2 * 60 * 60));
/// assert_eq!(clock.now().duration_since(before).unwrap().as_secs(), 7200);
/// ```
#[cfg(feature = "testing")]
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicU64>);

#[cfg(feature = "testing")]
impl TestClock {
    /// Creates a clock that shows 2023-11-14T22:13:20Z (1,700,000,000 seconds since 1970).
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_700_000_000)))
    }

    /// Creates a clock that shows `time`, cut to whole seconds.
    #[must_use]
    pub fn at(time: SystemTime) -> Self {
        Self(Arc::new(AtomicU64::new(seconds(time))))
    }

    /// Returns the time that the clock shows, for comparison with times of this library such as
    /// [`LoginDevice::last_seen`](crate::LoginDevice::last_seen).
    #[must_use]
    pub fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }

    /// Moves the clock forward by the whole seconds of `duration`.
    pub fn advance(&self, duration: Duration) {
        self.0.fetch_add(duration.as_secs(), Ordering::SeqCst);
    }

    /// Moves the clock back by the whole seconds of `duration`, as a faulty time server does.
    pub fn rewind(&self, duration: Duration) {
        self.0.fetch_sub(duration.as_secs(), Ordering::SeqCst);
    }
}

#[cfg(feature = "testing")]
impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "testing")]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}
