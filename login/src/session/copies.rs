//! Where else than from the store something may come that the store keeps.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// What could bring back a session or a remembered login after its end, so that a tombstone has to
/// be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Copies {
    /// Nothing: only the store has ever had it.
    None,
    /// A cookie from before the store, for as long as one lives.
    Sealed,
    /// A request beside the one that made it: another application's cookie leads to it for a
    /// minute, and to another after that.
    OfTheMinute,
    /// As [`Sealed`](Self::Sealed), of a session that was just put into the store, where it may have
    /// ended already. Nobody uses it before that is known.
    Unsettled,
}

impl Copies {
    /// That minute, once more for clocks that differ, and time for requests on their way.
    const MINUTE: Duration = Duration::from_secs(5 * 60);

    pub(crate) fn exist(self) -> bool {
        self != Self::None
    }

    /// How long a tombstone is needed, where sealed cookies live until then.
    pub(crate) fn live_until(self, sealed: Timestamp, now: Timestamp) -> Timestamp {
        match self {
            Self::None => now,
            Self::Sealed | Self::Unsettled => sealed,
            Self::OfTheMinute => now.plus(Self::MINUTE).min(sealed),
        }
    }
}
