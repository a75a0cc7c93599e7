//! The list of tokens that were ended before they expired.
//!
//! A sealed cookie is valid wherever it was copied to, so a logout must be remembered. The list
//! lives in this process: it ends with the process, and another process has its own. Its size is
//! bounded. A full list fails closed: it drops the oldest entry and refuses every token that is as
//! old or older.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::id::{CredentialRef, Id, Mark};
use crate::clock::Timestamp;

/// How many successors of a token are followed. A logout with an even older token no longer reaches
/// the last one.
const MAX_SUCCESSORS: usize = 16;

/// Why a token is no longer accepted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    /// The token was ended, for example by a logout.
    Ended,
    /// The token was renewed or replaced under another id. A request that still sends the old one
    /// was overtaken and changes no cookie. Logging out with it ends the successor, if there is
    /// one.
    Replaced(Option<Mark>),
}

pub(crate) struct RevocationList {
    entries: Mutex<Entries>,
    capacity: usize,
}

#[derive(Default)]
struct Entries {
    by_id: HashMap<Id, (Mark, Fate)>,
    by_expiry: BTreeSet<(Timestamp, Id)>,
    by_age: BTreeSet<(Timestamp, Id)>,
    /// Tokens that were made at this time or before are refused.
    floor: Option<Timestamp>,
}

impl RevocationList {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            entries: Mutex::default(),
            capacity: capacity.max(1),
        }
    }

    pub(crate) fn add(&self, mark: Mark, fate: Fate, now: Timestamp) {
        self.lock().add(mark, fate, self.capacity, now);
    }

    /// Ends a token and its successors.
    pub(crate) fn end(&self, mark: Mark, now: Timestamp) {
        let mut entries = self.lock();
        for successor in entries.successors(&mark.id) {
            entries.add(successor, Fate::Ended, self.capacity, now);
        }
        entries.add(mark, Fate::Ended, self.capacity, now);
    }

    /// Notes that a token continues under another id. Returns `false` if it has ended or been
    /// replaced meanwhile: the successor then ends at once. Otherwise, it would outlive a logout that
    /// ends only what had taken its place first.
    pub(crate) fn go_on(&self, mark: Mark, fate: Fate, now: Timestamp) -> bool {
        let mut entries = self.lock();
        if entries.fate(&mark.id, mark.made).is_none() {
            entries.add(mark, fate, self.capacity, now);
            return true;
        }
        if let Fate::Replaced(Some(successor)) = fate {
            entries.add(successor, Fate::Ended, self.capacity, now);
        }
        false
    }

    /// Returns why a token is not accepted, `None` if it is.
    pub(crate) fn fate(&self, id: &Id, made: Timestamp) -> Option<Fate> {
        self.lock().fate(id, made)
    }

    /// Returns whether a remember credential has ended.
    pub(crate) fn has_ended(&self, credential: CredentialRef) -> bool {
        self.fate(&credential.id, credential.issued).is_some()
    }

    /// Returns the same as [`fate`](Self::fate), but `Ended` for a renewed token whose last
    /// successor has ended.
    pub(crate) fn last_fate(&self, id: &Id, made: Timestamp) -> Option<Fate> {
        let entries = self.lock();
        let first = entries.fate(id, made)?;
        let last = entries.successors(id).pop();
        match last.and_then(|last| entries.fate(&last.id, last.made)) {
            Some(Fate::Ended) => Some(Fate::Ended),
            _ => Some(first),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn add(&mut self, mark: Mark, fate: Fate, capacity: usize, now: Timestamp) {
        let (mark, fate) = match self.remove(&mark.id) {
            // An ended token stays ended, for the longer of both times.
            Some((known, known_fate)) => {
                let merged = Mark {
                    id: mark.id,
                    made: known.made.max(mark.made),
                    until: known.until.max(mark.until),
                };
                let ended = known_fate == Fate::Ended;
                (merged, if ended { Fate::Ended } else { fate })
            }
            None => (mark, fate),
        };
        if self.by_id.len() >= capacity {
            // Only if the list is full: a clock that runs ahead for a moment must not empty it.
            self.forget_expired(now);
        }
        if self.by_id.len() >= capacity {
            tracing::warn!(
                capacity,
                "the revocation list is full: all logins as old as its oldest entry have been ended"
            );
            self.forget_oldest_and_all_before();
        }
        self.by_expiry.insert((mark.until, mark.id));
        self.by_age.insert((mark.made, mark.id));
        self.by_id.insert(mark.id, (mark, fate));
    }

    fn fate(&self, id: &Id, made: Timestamp) -> Option<Fate> {
        if let Some((_, fate)) = self.by_id.get(id) {
            return Some(*fate);
        }
        let is_too_old = self.floor.is_some_and(|floor| made <= floor);
        is_too_old.then_some(Fate::Ended)
    }

    /// Returns the successors of a token, in order.
    fn successors(&self, id: &Id) -> Vec<Mark> {
        let mut successors = Vec::new();
        let mut next = *id;
        while let Some((_, Fate::Replaced(Some(successor)))) = self.by_id.get(&next)
            && successors.len() < MAX_SUCCESSORS
        {
            successors.push(*successor);
            next = successor.id;
        }
        successors
    }

    fn forget_expired(&mut self, now: Timestamp) {
        while let Some((until, id)) = self.by_expiry.first().copied()
            && until <= now
        {
            self.remove(&id);
        }
    }

    fn forget_oldest_and_all_before(&mut self) {
        if let Some((made, id)) = self.by_age.first().copied() {
            self.remove(&id);
            self.floor = self.floor.max(Some(made));
        }
    }

    fn remove(&mut self, id: &Id) -> Option<(Mark, Fate)> {
        let (mark, fate) = self.by_id.remove(id)?;
        self.by_expiry.remove(&(mark.until, mark.id));
        self.by_age.remove(&(mark.made, mark.id));
        Some((mark, fate))
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

    fn mark(n: u8, made: u64, until: u64) -> Mark {
        Mark {
            id: [n; 16],
            made: Timestamp(made),
            until: Timestamp(until),
        }
    }

    fn fate(list: &RevocationList, mark: Mark) -> Option<Fate> {
        list.fate(&mark.id, mark.made)
    }

    #[test]
    fn what_is_ended_stays_so_though_the_clock_runs_ahead_for_a_moment() {
        let list = RevocationList::with_capacity(9);
        let (ended, other) = (mark(1, 0, 100), mark(2, 0, 999));
        list.add(ended, Fate::Ended, Timestamp(0));
        list.add(other, Fate::Ended, Timestamp(500));
        assert_eq!(fate(&list, ended), Some(Fate::Ended));
        list.add(ended, Fate::Replaced(None), Timestamp(0));
        assert_eq!(fate(&list, ended), Some(Fate::Ended));
        assert_eq!(fate(&list, mark(3, 0, 0)), None);
    }

    #[test]
    fn d3_a_full_list_drops_what_expired_and_then_fails_closed() {
        let list = RevocationList::with_capacity(2);
        let marks = [
            mark(1, 10, 100),
            mark(2, 20, 200),
            mark(3, 30, 300),
            mark(4, 40, 400),
        ];
        list.add(marks[0], Fate::Ended, Timestamp(0));
        list.add(marks[1], Fate::Ended, Timestamp(0));
        list.add(marks[2], Fate::Ended, Timestamp(100));
        // The first entry had expired, so no other entry was dropped.
        assert_eq!(fate(&list, mark(9, 10, 0)), None);
        list.add(marks[3], Fate::Ended, Timestamp(100));
        // The second entry was dropped, and every token as old is refused.
        for marked in &marks[1..] {
            assert_eq!(fate(&list, *marked), Some(Fate::Ended));
        }
        assert_eq!(fate(&list, mark(9, 20, 0)), Some(Fate::Ended));
        assert_eq!(fate(&list, mark(9, 21, 0)), None);
    }

    #[test]
    fn d3_whoever_fills_the_list_with_long_lived_entries_ends_only_what_is_older() {
        let list = RevocationList::with_capacity(2);
        list.add(mark(1, 50, 9000), Fate::Ended, Timestamp(60));
        list.add(mark(2, 51, 9000), Fate::Ended, Timestamp(60));
        list.add(mark(3, 70, 80), Fate::Ended, Timestamp(70));
        list.add(mark(4, 71, 81), Fate::Ended, Timestamp(71));
        assert_eq!(fate(&list, mark(9, 52, 0)), None);
        assert_eq!(fate(&list, mark(9, 51, 0)), Some(Fate::Ended));
    }

    #[test]
    fn what_is_added_again_lasts_for_the_longer_of_both_times() {
        let list = RevocationList::with_capacity(1);
        list.add(mark(1, 10, 500), Fate::Ended, Timestamp(0));
        list.add(mark(1, 10, 100), Fate::Ended, Timestamp(0));
        list.add(mark(2, 20, 900), Fate::Ended, Timestamp(200));
        // It had not expired, so it was dropped as the oldest entry and is still refused.
        assert_eq!(fate(&list, mark(1, 10, 0)), Some(Fate::Ended));
    }

    #[test]
    fn l1_what_goes_on_after_its_end_has_ended_and_a_login_in_its_place_has_not() {
        let list = RevocationList::with_capacity(99);
        let (ended, next, login) = (mark(1, 10, 100), mark(2, 20, 100), mark(3, 20, 100));
        list.end(ended, Timestamp(20));
        assert!(!list.go_on(ended, Fate::Replaced(Some(next)), Timestamp(20)));
        list.add(ended, Fate::Replaced(Some(login)), Timestamp(20));
        assert_eq!(fate(&list, next), Some(Fate::Ended));
        assert_eq!(fate(&list, login), None);
    }

    #[test]
    fn l1_the_end_of_what_went_on_ends_what_it_went_on_as() {
        let list = RevocationList::with_capacity(99);
        let (first, next) = (mark(1, 10, 100), mark(2, 20, 100));
        assert!(list.go_on(first, Fate::Replaced(Some(next)), Timestamp(20)));
        assert_eq!(fate(&list, next), None);
        list.end(first, Timestamp(20));
        assert_eq!(fate(&list, next), Some(Fate::Ended));
    }

    #[test]
    fn l1_what_was_replaced_goes_on_once() {
        let list = RevocationList::with_capacity(99);
        let (first, next, late) = (mark(1, 10, 100), mark(2, 20, 100), mark(3, 20, 100));
        assert!(list.go_on(first, Fate::Replaced(Some(next)), Timestamp(20)));
        assert!(!list.go_on(first, Fate::Replaced(Some(late)), Timestamp(20)));
        assert_eq!(fate(&list, late), Some(Fate::Ended));
        list.end(first, Timestamp(20));
        assert_eq!(fate(&list, next), Some(Fate::Ended));
    }

    #[test]
    fn successors_are_followed_to_the_last_but_not_for_ever() {
        let list = RevocationList::with_capacity(99);
        for n in 0..3 {
            let successor = mark(n + 1, 0, 100);
            list.add(
                mark(n, 0, 100),
                Fate::Replaced(Some(successor)),
                Timestamp(0),
            );
        }
        let ids: Vec<_> = list
            .lock()
            .successors(&[0; 16])
            .iter()
            .map(|mark| mark.id)
            .collect();
        assert_eq!(ids, [[1; 16], [2; 16], [3; 16]]);
        assert_eq!(list.lock().successors(&[3; 16]), Vec::new());
        list.add(
            mark(3, 0, 100),
            Fate::Replaced(Some(mark(0, 0, 100))),
            Timestamp(0),
        );
        assert_eq!(list.lock().successors(&[0; 16]).len(), MAX_SUCCESSORS);
    }
}
