//! The result of asking who is there.

use std::rc::Rc;

use crate::{clock::Timestamp, user::AnyUser};

/// Who the visitor is.
#[derive(Clone, Default)]
pub(crate) enum Identity {
    #[default]
    Anonymous,
    User {
        user: Rc<dyn AnyUser>,
        standing: Standing,
    },
}

/// How well a user is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nobody, or somebody whose account is not active.
    Anonymous,
    /// Vouched for by this request alone (an API key, form credentials).
    ByRequest,
    /// Restored from the remember cookie, or logged in as not fresh.
    NotFresh,
    /// Logged in with a password or the like, then.
    Fresh(Timestamp),
}

impl Standing {
    pub(crate) fn of_login(fresh_at: Option<Timestamp>) -> Self {
        fresh_at.map_or(Self::NotFresh, Self::Fresh)
    }
}

impl Identity {
    /// The user, active or not.
    pub(crate) fn user(&self) -> Option<&Rc<dyn AnyUser>> {
        match self {
            Self::Anonymous => None,
            Self::User { user, .. } => Some(user),
        }
    }

    pub(crate) fn standing(&self) -> Standing {
        match self {
            Self::User { user, standing } if user.is_authenticated() => *standing,
            _ => Standing::Anonymous,
        }
    }
}
