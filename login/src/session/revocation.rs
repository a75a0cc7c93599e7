//! Which tokens were ended before their time.
//!
//! A sealed cookie is valid wherever it was copied to, so logging out has to remember what
//! it ended. The list lives in this process: it ends with it, and a second process has
//! another. Its size is bounded; when it is full, the entry that would have expired first
//! is forgotten.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{Mutex, PoisonError},
};

use super::record::Id;
use crate::clock::Timestamp;

/// About 10 MB when full.
const CAPACITY: usize = 100_000;

pub(crate) struct RevocationList {
    entries: Mutex<Entries>,
    capacity: usize,
}

#[derive(Default)]
struct Entries {
    until: HashMap<Id, Timestamp>,
    by_expiry: BTreeSet<(Timestamp, Id)>,
}

impl RevocationList {
    pub(crate) fn new() -> Self {
        Self::with_capacity(CAPACITY)
    }

    fn with_capacity(capacity: usize) -> Self {
        Self {
            entries: Mutex::default(),
            capacity,
        }
    }

    /// Ends `id`, which would have been valid `until` then.
    pub(crate) fn revoke(&self, id: Id, until: Timestamp, now: Timestamp) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.forget_expired(now);
        if entries.until.contains_key(&id) {
            return;
        }
        if entries.until.len() >= self.capacity {
            tracing::warn!(
                capacity = self.capacity,
                "the revocation list is full: a copied cookie of the logout that is forgotten \
                 now would be accepted until it expires"
            );
            entries.forget_first();
        }
        entries.until.insert(id, until);
        entries.by_expiry.insert((until, id));
    }

    pub(crate) fn contains(&self, id: &Id) -> bool {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.until.contains_key(id)
    }
}

impl Entries {
    fn forget_expired(&mut self, now: Timestamp) {
        while self
            .by_expiry
            .first()
            .is_some_and(|(until, _)| *until <= now)
        {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, id)) = self.by_expiry.pop_first() {
            self.until.remove(&id);
        }
    }
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationList")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Id {
        [n; 16]
    }

    #[test]
    fn what_is_revoked_stays_so_until_it_would_have_expired() {
        let list = RevocationList::new();
        list.revoke(id(1), Timestamp(100), Timestamp(0));
        assert!(list.contains(&id(1)) && !list.contains(&id(2)));
        list.revoke(id(2), Timestamp(200), Timestamp(99));
        assert!(list.contains(&id(1)));
        list.revoke(id(3), Timestamp(200), Timestamp(100));
        assert!(!list.contains(&id(1)) && list.contains(&id(2)));
    }

    #[test]
    fn d3_a_full_list_forgets_what_expires_first() {
        let list = RevocationList::with_capacity(2);
        for (n, until) in [(1, 300), (2, 100), (3, 200)] {
            list.revoke(id(n), Timestamp(until), Timestamp(0));
        }
        assert!(list.contains(&id(1)) && !list.contains(&id(2)) && list.contains(&id(3)));
    }
}
