//! Which tokens were ended before their time.
//!
//! A sealed cookie is valid wherever it was copied to, so logging out has to remember what
//! it ended. The list lives in this process: it ends with it, and a second process has
//! another. Its size is bounded. When it is full it fails closed: it forgets the entry that
//! would have expired first and refuses everything as old as that.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::id::{Id, Mark};
use crate::clock::Timestamp;

/// About 25 MB when full.
const CAPACITY: usize = 200_000;

/// Why a token is not accepted any more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    /// It was logged out.
    Ended,
    /// It goes on under another id: whoever still sends the old one was overtaken, and has
    /// nothing to be told. Logging out with it ends its successor, where there is one to end.
    Replaced(Option<Id>),
}

pub(crate) struct RevocationList {
    entries: Mutex<Entries>,
    capacity: usize,
}

#[derive(Default)]
struct Entries {
    by_id: HashMap<Id, (Mark, Fate)>,
    by_expiry: BTreeSet<(Timestamp, Id)>,
    /// What was made then or before is refused.
    floor: Option<Timestamp>,
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

    pub(crate) fn add(&self, mark: Mark, fate: Fate, now: Timestamp) {
        let mut entries = self.lock();
        if let Some((_, known)) = entries.by_id.get_mut(&mark.id) {
            // What was ended stays so.
            if *known != Fate::Ended {
                *known = fate;
            }
            return;
        }
        if entries.by_id.len() >= self.capacity {
            // Not before: a clock that runs ahead for a moment must not end the list.
            entries.forget_expired(now);
        }
        if entries.by_id.len() >= self.capacity {
            tracing::warn!(
                capacity = self.capacity,
                "the revocation list is full: the oldest logins end with the entry it forgets"
            );
            entries.forget_first_and_all_before();
        }
        entries.by_expiry.insert((mark.until, mark.id));
        entries.by_id.insert(mark.id, (mark, fate));
    }

    /// What became of a token; nothing if it stands.
    pub(crate) fn fate(&self, id: &Id, made: Timestamp) -> Option<Fate> {
        let entries = self.lock();
        if let Some((_, fate)) = entries.by_id.get(id) {
            return Some(*fate);
        }
        let is_too_old = entries.floor.is_some_and(|floor| made <= floor);
        is_too_old.then_some(Fate::Ended)
    }

    /// The ids that a token went on under, one after the other.
    pub(crate) fn successors(&self, id: &Id) -> Vec<Id> {
        let entries = self.lock();
        let mut successors = Vec::new();
        let mut next = *id;
        while let Some((_, Fate::Replaced(Some(successor)))) = entries.by_id.get(&next) {
            if successors.contains(successor) {
                break;
            }
            successors.push(*successor);
            next = *successor;
        }
        successors
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
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

    fn forget_first_and_all_before(&mut self) {
        if let Some(mark) = self.forget_first() {
            self.floor = self.floor.max(Some(mark.made));
        }
    }

    fn forget_first(&mut self) -> Option<Mark> {
        let (_, id) = self.by_expiry.pop_first()?;
        self.by_id.remove(&id).map(|(mark, _)| mark)
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
        let list = RevocationList::new();
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
        // The first expired: nothing else had to go.
        assert_eq!(fate(&list, mark(9, 10, 0)), None);
        list.add(marks[3], Fate::Ended, Timestamp(100));
        // The second was forgotten, and with it all that is as old.
        for marked in &marks[1..] {
            assert_eq!(fate(&list, *marked), Some(Fate::Ended));
        }
        assert_eq!(fate(&list, mark(9, 20, 0)), Some(Fate::Ended));
        assert_eq!(fate(&list, mark(9, 21, 0)), None);
    }

    #[test]
    fn successors_are_followed_to_the_last() {
        let list = RevocationList::new();
        let ids = [1, 2, 3].map(|n| mark(n, 0, 100).id);
        for pair in ids.windows(2) {
            let marked = Mark {
                id: pair[0],
                ..mark(0, 0, 100)
            };
            list.add(marked, Fate::Replaced(Some(pair[1])), Timestamp(0));
        }
        assert_eq!(list.successors(&ids[0]), ids[1..]);
        assert_eq!(list.successors(&ids[2]), Vec::<Id>::new());
    }
}
