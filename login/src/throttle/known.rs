//! In which networks accounts are known.

use super::{attempt::Subject, recent::Recent};

/// So many of one account. Whoever logs in from ever more networks makes those of his own account
/// be forgotten, and of nobody else's.
const MOST_NETWORKS: usize = 8;

/// Until when so many accounts are known, and in which networks.
pub(super) struct Known(Recent<Vec<Place>>);

/// An account in a network.
struct Place {
    there: Subject,
    until: u64,
}

impl Known {
    pub(super) fn with_capacity(accounts: usize) -> Self {
        Self(Recent::with_capacity(accounts))
    }

    pub(super) fn is_known(&self, account: &Subject, there: &Subject, now: u64) -> bool {
        let mut places = self.0.value(account).into_iter().flatten();
        places.any(|place| place.there == *there && now < place.until)
    }

    pub(super) fn note(&mut self, account: Subject, there: Subject, until: u64, now: u64) {
        let mut places = self.0.remove(&account).unwrap_or_default();
        places.retain(|place| place.there != there && now < place.until);
        if places.len() >= MOST_NETWORKS {
            // The one that the account was logged into from longest ago.
            places.remove(0);
        }
        places.push(Place { there, until });
        self.0.set(account, until, places, now);
    }
}
