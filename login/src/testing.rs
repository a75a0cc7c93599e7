//! For the tests of an application that uses this crate (feature `testing`).

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::clock::{Clock, Timestamp};

/// A clock that stands still until a test moves it.
///
/// Give a clone to [`LoginManagerBuilder::clock`](crate::LoginManagerBuilder::clock): all
/// clones share one time. A session that times out after two hours is then tested without
/// waiting for it.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use login::testing::TestClock;
///
/// let clock = TestClock::new();
/// clock.advance(Duration::from_secs(2 * 60 * 60 + 1));
/// ```
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicU64>);

impl TestClock {
    /// A clock that shows 2023-11-14T22:13:20Z (1,700,000,000 seconds since 1970).
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_700_000_000)))
    }

    /// Moves the clock forward by the whole seconds of `duration`.
    pub fn advance(&self, duration: Duration) {
        self.0.fetch_add(duration.as_secs(), Ordering::SeqCst);
    }

    /// Moves the clock back by the whole seconds of `duration`, as a wrong time server does.
    pub fn rewind(&self, duration: Duration) {
        self.0.fetch_sub(duration.as_secs(), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}
