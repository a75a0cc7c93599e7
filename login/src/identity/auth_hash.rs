//! Ties a login to the user's password without storing any part of the password.

use crate::{
    seal::{Age, Mac},
    user::AnyUser,
};

/// Returns a keyed hash of the user's `session_hash`, `None` if the user has no `session_hash`.
pub(crate) fn auth_hash(keys: &Mac, user: &dyn AnyUser) -> Option<[u8; 32]> {
    let session_hash = user.session_hash()?;
    Some(keys.sign(&session_hash))
}

/// Returns the age of the auth hash if the login that was made with it still stands, `None`
/// otherwise. A changed, added or removed `session_hash` ends the login. A changed secret only
/// makes the auth hash outdated.
pub(super) fn still_stands(
    keys: &Mac,
    user: &dyn AnyUser,
    auth_hash: Option<&[u8; 32]>,
) -> Option<Age> {
    match (user.session_hash(), auth_hash) {
        (None, None) => Some(Age::Current),
        (Some(now), Some(then)) => keys.verify(&now, then),
        _ => None,
    }
}
