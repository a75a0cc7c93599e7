//! The users and their sessions. All values are derived from the number of a session, so that a million of
//! them need not be kept in this process.

use std::time::{SystemTime, UNIX_EPOCH};

use fastrand::Rng;
use login::store::{Entry, Key, Kind};

use crate::Result;

const DAY: u64 = 24 * 60 * 60;
/// How long a session lives after its last use, in seconds.
pub(crate) const LIFETIME: u64 = 14 * DAY;
/// The size of a session's data in bytes.
const DATA: usize = 120;

pub(crate) struct Population {
    pub(crate) now: u64,
}

impl Population {
    pub(crate) fn new() -> Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        Ok(Self { now })
    }

    /// Returns a session that was last used within the last day.
    pub(crate) fn entry(&self, session: u32) -> Entry {
        let mut random = Rng::with_seed(session.into());
        let mut data = vec![0; DATA];
        random.fill(&mut data);
        let seen = self.now - random.u64(0..DAY);
        Entry {
            key: key(session),
            kind: Kind::Session,
            owner: Some(owner(session)),
            version: 0,
            created: seen - random.u64(0..DAY),
            seen,
            expires: seen + LIFETIME,
            data,
        }
    }
}

/// Returns the key of a session. Keys are random like hashes, without any order.
pub(crate) fn key(session: u32) -> Key {
    random_key(u64::from(session) | 1 << 32)
}

/// Returns the key of the session that replaces another one.
pub(crate) fn next_key(session: u32) -> Key {
    random_key(u64::from(session) | 2 << 32)
}

fn random_key(seed: u64) -> Key {
    let mut bytes = [0; 32];
    Rng::with_seed(seed).fill(&mut bytes);
    Key::from_bytes(bytes)
}

/// Returns the user of a session. Of three users, one has one session, one has two and one has three.
/// User ids have ten digits.
pub(crate) fn owner(session: u32) -> String {
    let of_three = match session % 6 {
        0 => 0,
        1 | 2 => 1,
        _ => 2,
    };
    let user = u64::from(session / 6) * 3 + of_three;
    (1_000_000_000 + scattered(user, 9_000_000_000)).to_string()
}

/// Permutes the numbers below `among`, so that neighbours are far apart. Users therefore neither register
/// in the order of their ids nor log in on all their devices one after the other.
pub(crate) fn scattered(number: u64, among: u64) -> u64 {
    /// A prime that divides none of the values of `among` here.
    const STRIDE: u64 = 2_654_435_761;
    number * STRIDE % among
}
