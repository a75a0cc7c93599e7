//! What names a session or a credential, and what ends one by its name.

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    config::{LONGEST_COOKIE_LIFE, Lifetimes},
    encoding::beginning,
};

/// 128 random bits that name one session or one remember-me credential. It is no secret:
/// what proves anything is the seal around it.
pub(crate) type Id = [u8; 16];

/// What a log may call a session: whoever reads it learns nothing of the id.
pub(super) fn tag(id: &Id) -> String {
    let mut hash = Context::new(&SHA256);
    hash.update(b"login session tag");
    hash.update(id);
    format!("{:016x}", u64::from_be_bytes(beginning(hash.finish())))
}

/// A token that is to be ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) id: Id,
    /// When it was made.
    pub(crate) made: Timestamp,
    /// When the last copy of it dies by itself.
    pub(crate) until: Timestamp,
}

/// When no remember cookie was made.
const NEVER: Timestamp = Timestamp(u64::MAX);

/// Which remember credential belongs to a login.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CredentialRef {
    #[serde(with = "serde_bytes")]
    pub(crate) id: Id,
    pub(crate) issued: Timestamp,
}

impl CredentialRef {
    /// The name of a login that no remember cookie brings back.
    pub(crate) fn without_cookie(id: Id) -> Self {
        Self { id, issued: NEVER }
    }

    /// Whether a remember cookie may have this name.
    pub(crate) fn may_have_cookie(&self) -> bool {
        self.issued != NEVER
    }

    /// For the revocation list: long enough for every session that it may have restored, and
    /// for every copy that was refreshed before now.
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
