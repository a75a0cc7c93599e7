//! What names a session or a credential, and what ends one by its name.

use crate::clock::Timestamp;

/// 128 random bits that name one session or one remember-me credential. It is no secret:
/// what proves anything is the seal around it.
pub(crate) type Id = [u8; 16];

/// A token that is to be ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) id: Id,
    /// When it was made.
    pub(crate) made: Timestamp,
    /// When the last copy of it dies by itself.
    pub(crate) until: Timestamp,
}
