//! Ties a login to the user's password without storing any of it.

use ring::hmac;

use crate::user::AnyUser;

/// A keyed hash of the user's `session_hash`, if the user has one.
pub(crate) fn fingerprint(key: &hmac::Key, user: &dyn AnyUser) -> Option<[u8; 32]> {
    let session_hash = user.session_hash()?;
    let tag = hmac::sign(key, &session_hash);
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(tag.as_ref());
    Some(fingerprint)
}

/// Whether a login made under `fingerprint` still stands: a changed, added or removed
/// `session_hash` ends it.
pub(super) fn still_stands(
    key: &hmac::Key,
    user: &dyn AnyUser,
    fingerprint: Option<&[u8; 32]>,
) -> bool {
    match (user.session_hash(), fingerprint) {
        (None, None) => true,
        (Some(now), Some(then)) => hmac::verify(key, &now, then).is_ok(),
        _ => false,
    }
}
