//! Ties a login to the user's password without storing any of it.

use crate::{
    seal::{Age, Mac},
    user::AnyUser,
};

/// A keyed hash of the user's `session_hash`, if the user has one.
pub(crate) fn fingerprint(keys: &Mac, user: &dyn AnyUser) -> Option<[u8; 32]> {
    let session_hash = user.session_hash()?;
    Some(keys.sign(&session_hash))
}

/// Whether a login made under `fingerprint` still stands, and whether the fingerprint is to be
/// made anew: a changed, added or removed `session_hash` ends it, a changed secret does not.
pub(super) fn still_stands(
    keys: &Mac,
    user: &dyn AnyUser,
    fingerprint: Option<&[u8; 32]>,
) -> Option<Age> {
    match (user.session_hash(), fingerprint) {
        (None, None) => Some(Age::Current),
        (Some(now), Some(then)) => keys.verify(&now, then),
        _ => None,
    }
}
