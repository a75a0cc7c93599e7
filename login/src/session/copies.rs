//! Sources other than the store from which a stored session or remembered login may come back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// What could restore a session or a remembered login after its end, so that a tombstone has to be
/// left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Copies {
    /// Nothing: it has never existed outside of the store.
    None,
    /// A cookie from before the store, for as long as any copy of it is valid.
    Sealed,
    /// A request concurrent with the one that made it. A cookie of another application leads to it
    /// for a minute, and to another one after that.
    OfTheMinute,
    /// The same as [`Sealed`](Self::Sealed), for a session that was just put into the store and may
    /// have ended before. It is not used until that is known.
    Unsettled,
}

impl Copies {
    /// The minute of [`OfTheMinute`](Self::OfTheMinute), another one for clocks that differ, and
    /// time for requests that are on their way.
    const MINUTE: Duration = Duration::from_secs(5 * 60);

    pub(crate) fn exist(self) -> bool {
        self != Self::None
    }

    /// Returns until when a tombstone is needed, if sealed cookies are valid until `sealed`.
    pub(crate) fn live_until(self, sealed: Timestamp, now: Timestamp) -> Timestamp {
        match self {
            Self::None => now,
            Self::Sealed | Self::Unsettled => sealed,
            Self::OfTheMinute => now.plus(Self::MINUTE).min(sealed),
        }
    }
}
