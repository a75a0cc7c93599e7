//! What a guarded handler can take and answer, and the order in which that happens: the
//! guard, the arguments one by one, the handler, its answer.
//!
//! The attributes write calls into this module; there is nothing in it to use by hand, and any version
//! may change it. It is to be seen because the compiler's answers name what is in it.

mod admission;
mod admit;
mod answer;
mod argument;
mod checks;
mod requirement;

// Here, so that the compiler's notes name a place that can be seen.
#[doc(hidden)]
pub use crate::authorities::{
    is_among_permissions, is_among_roles, kind_has_permission, kind_has_role, with_permissions,
    with_roles,
};

#[doc(hidden)]
pub use self::{
    admission::{Admitted, LoggedIn, Unguarded, guard},
    admit::{FreshLoginAdmit, FreshLoginRequired, LoginAdmit, LoginRequired, is_argument, is_user},
    answer::{answer, respond},
    argument::{argument, known_argument},
    checks::{only_if, permission, permission_of, role, role_of, test},
    requirement::Requirement,
};
pub use self::{
    admit::{Admit, Arguments, Guard},
    answer::{HandlerAnswer, UnauthorizedAnswer},
    argument::HandlerArgument,
    checks::{PermissionOf, RoleOf},
};
