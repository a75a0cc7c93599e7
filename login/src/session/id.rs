//! The ids of sessions and remember credentials, and the marks by which they are ended.

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    config::{LONGEST_COOKIE_LIFE, Lifetimes},
    encoding::beginning,
};

/// Identifies one session or one remember credential: 128 bits, random or derived from the Flask
/// cookie of an imported login. An id is not a secret: only the seal around it proves anything.
pub(crate) type Id = [u8; 16];

/// Returns the name of a session for logs. It reveals nothing about the id.
pub(super) fn tag(id: &Id) -> String {
    let mut hash = Context::new(&SHA256);
    hash.update(b"login session tag");
    hash.update(id);
    format!("{:016x}", u64::from_be_bytes(beginning(hash.finish())))
}

/// Names a token that is to be ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) id: Id,
    /// When the token was made.
    pub(crate) made: Timestamp,
    /// When the last copy of the token expires by itself.
    pub(crate) until: Timestamp,
}

/// The issue time in the name of a login without a remember cookie.
const NEVER: Timestamp = Timestamp(u64::MAX);

/// Names the remember credential that belongs to a login.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CredentialRef {
    #[serde(with = "serde_bytes")]
    pub(crate) id: Id,
    pub(crate) issued: Timestamp,
}

impl CredentialRef {
    /// Returns the name of a login that no remember cookie restores.
    pub(crate) fn without_cookie(id: Id) -> Self {
        Self { id, issued: NEVER }
    }

    /// Returns whether a remember cookie of this name may exist.
    pub(crate) fn may_have_cookie(&self) -> bool {
        self.issued != NEVER
    }

    /// Returns the mark for the revocation list. It lasts for every session that the credential may
    /// have restored, and for every copy that was refreshed before now.
    pub(crate) fn mark(&self, lifetimes: &Lifetimes, now: Timestamp) -> Mark {
        Mark {
            id: self.id,
            made: self.issued,
            until: now
                .plus(LONGEST_COOKIE_LIFE)
                .plus(lifetimes.longest_session()),
        }
    }
}
