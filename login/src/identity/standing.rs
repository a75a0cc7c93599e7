//! Who the visitor is, as a value.

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
    /// No user, or a user who does not count as authenticated, such as an inactive one.
    Anonymous,
    /// The user is known from this request alone (an API key, form credentials).
    ByRequest,
    /// The login was restored from the remember cookie, or is not fresh for another reason.
    NotFresh,
    /// The user logged in with a password or the like at this time.
    Fresh(Timestamp),
}

impl Standing {
    pub(crate) fn of_login(fresh_at: Option<Timestamp>) -> Self {
        fresh_at.map_or(Self::NotFresh, Self::Fresh)
    }
}

impl Identity {
    /// Returns the user, active or not.
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
