//! Remembers in which networks accounts are known.

use super::{attempt::Subject, recent::Recent};

/// The number of networks that are kept per account. Someone who logs in from ever more networks
/// displaces networks of their own account only.
const MAX_NETWORKS: usize = 8;

/// The networks in which accounts are known and until when, for a bounded number of accounts.
pub(super) struct Known(Recent<Vec<Place>>);

/// A network in which an account is known.
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
        if places.len() >= MAX_NETWORKS {
            // The network of the account's least recent login.
            places.remove(0);
        }
        places.push(Place { there, until });
        self.0.set(account, until, places, now);
    }
}
