//! The order in which entries are removed when a store is full.

use std::collections::BTreeSet;

use crate::store::{Entry, Key, Kind};

type ByExpiry = BTreeSet<(u64, Key)>;

/// Expired entries are removed first, then the sessions of visitors, because anyone can cause any
/// number of those, and then logins. Within each group, the entry that expires first is removed first.
#[derive(Default)]
pub(super) struct Leaving {
    all: ByExpiry,
    visitors: ByExpiry,
}

impl Leaving {
    pub(super) fn insert(&mut self, entry: &Entry) {
        let place = (entry.expires, entry.key);
        self.all.insert(place);
        if entry.kind == Kind::Visitor {
            self.visitors.insert(place);
        }
    }

    pub(super) fn remove(&mut self, entry: &Entry) {
        let place = (entry.expires, entry.key);
        self.all.remove(&place);
        self.visitors.remove(&place);
    }

    pub(super) fn expired(&self, now: u64) -> impl Iterator<Item = &Key> {
        let by_expiry = self.all.iter();
        let expired = by_expiry.take_while(move |(expires, _)| *expires <= now);
        expired.map(|(_, key)| key)
    }

    /// Returns the key of the entry to remove to make room for one more.
    pub(super) fn first(&self, now: u64) -> Option<Key> {
        let of = |by_expiry: &ByExpiry| by_expiry.first().map(|(_, key)| *key);
        let expired = self.expired(now).next().copied();
        expired
            .or_else(|| of(&self.visitors))
            .or_else(|| of(&self.all))
    }
}
