//! Random keys, owners and entries.

use std::fmt::Write;

use ring::rand::{SecureRandom, SystemRandom};

use crate::store::{Entry, Key, Kind, Limit, WhenFull};

/// The lifetime of the sample entries, which is longer than any test takes.
pub(super) const LIFETIME: u64 = 86_400;

pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    assert!(filled.is_ok(), "the system gives no random bytes");
    bytes
}

pub(super) fn key() -> Key {
    Key::from_bytes(random())
}

pub(super) fn owner() -> String {
    let mut owner = "user-".to_owned();
    for byte in random::<12>() {
        // Writing to a string does not fail.
        let _ = write!(owner, "{byte:02x}");
    }
    owner
}

pub(super) fn entry(kind: Kind, owner: Option<&str>, now: u64) -> Entry {
    Entry {
        key: key(),
        kind,
        owner: owner.map(str::to_owned),
        version: 0,
        created: now,
        seen: now,
        expires: now + LIFETIME,
        data: random::<24>().to_vec(),
    }
}

pub(super) fn evicting(most: u32) -> Limit {
    Limit {
        most,
        when_full: WhenFull::EvictOldest,
    }
}

pub(super) fn refusing(most: u32) -> Limit {
    Limit {
        most,
        when_full: WhenFull::Refuse,
    }
}
