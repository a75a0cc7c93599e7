//! A bounded collection of times.

use std::collections::{BTreeSet, HashMap};

use super::attempt::Subject;

/// A time and a value for each of a bounded number of subjects. If there is no room, the subject
/// with the earliest time is forgotten.
pub(super) struct Recent<V = ()> {
    by_subject: HashMap<Subject, (u64, V)>,
    by_time: BTreeSet<(u64, Subject)>,
    capacity: usize,
}

impl<V> Recent<V> {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            by_subject: HashMap::new(),
            by_time: BTreeSet::new(),
            capacity: capacity.max(1),
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.by_subject.len()
    }

    pub(super) fn get(&self, subject: &Subject) -> Option<u64> {
        self.by_subject.get(subject).map(|(time, _)| *time)
    }

    pub(super) fn value(&self, subject: &Subject) -> Option<&V> {
        self.by_subject.get(subject).map(|(_, value)| value)
    }

    /// Returns whether a subject can be added without forgetting another before its time.
    pub(super) fn has_room(&self, now: u64) -> bool {
        let is_over = |(time, _): &(u64, Subject)| *time <= now;
        self.by_subject.len() < self.capacity || self.by_time.first().is_some_and(is_over)
    }

    /// Sets the time of a subject, and forgets some subjects whose time is over.
    pub(super) fn set(&mut self, subject: Subject, time: u64, value: V, now: u64) {
        self.remove(&subject);
        // Removing up to two per insertion keeps expired entries from accumulating.
        for _ in 0..2 {
            self.forget_first(|first| first <= now);
        }
        if self.by_subject.len() >= self.capacity {
            self.forget_first(|_| true);
        }
        self.by_subject.insert(subject, (time, value));
        self.by_time.insert((time, subject));
    }

    pub(super) fn remove(&mut self, subject: &Subject) -> Option<V> {
        let (time, value) = self.by_subject.remove(subject)?;
        self.by_time.remove(&(time, *subject));
        Some(value)
    }

    fn forget_first(&mut self, which: impl Fn(u64) -> bool) {
        if let Some(&(time, subject)) = self.by_time.first()
            && which(time)
        {
            self.remove(&subject);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(n: u8) -> Subject {
        [n; 16]
    }

    fn known(recent: &Recent) -> Vec<u8> {
        let known = 0..=u8::MAX;
        known
            .filter(|n| recent.get(&subject(*n)).is_some())
            .collect()
    }

    #[test]
    fn u2_when_there_is_no_room_the_earliest_goes() {
        let mut recent = Recent::with_capacity(3);
        for (n, time) in [(1, 900), (2, 100), (3, 500), (4, 200), (5, 150)] {
            recent.set(subject(n), time, (), 0);
        }
        assert_eq!(known(&recent), [1, 3, 5]);
        // A subject that is already present needs no room.
        recent.set(subject(5), 600, (), 0);
        recent.set(subject(6), 700, (), 0);
        assert_eq!(known(&recent), [1, 5, 6]);
        assert_eq!((recent.len(), recent.by_time.len()), (3, 3));
    }

    #[test]
    fn u2_what_is_over_is_forgotten_though_there_is_room() {
        let mut recent = Recent::with_capacity(1000);
        for n in 0..100 {
            recent.set(subject(n), u64::from(n), (), 0);
        }
        for n in 100..150 {
            recent.set(subject(n), 5000, (), 1000);
        }
        assert_eq!(known(&recent), (100..150).collect::<Vec<_>>());
    }
}
