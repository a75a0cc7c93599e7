//! What a guarded handler can take and return. The order is: the guard, the arguments one by one,
//! the handler, its response.
//!
//! The attributes expand to calls into this module. Do not use it by hand: any version may change
//! it. It is public because compiler errors name its items.

mod admission;
mod admit;
mod answer;
mod argument;
mod checks;
mod overridden;
mod requirement;

pub use crate::response::UnauthorizedAnswer;
// Re-exported here so that compiler notes name a public path.
#[doc(hidden)]
pub use crate::{
    authorities::{
        is_among_permissions, is_among_roles, kind_has_permission, kind_has_role, with_permissions,
        with_roles,
    },
    response::respond,
};

#[doc(hidden)]
pub use self::{
    admission::{Admitted, LoggedIn, Unguarded, guard},
    admit::{FreshLoginAdmit, FreshLoginRequired, LoginAdmit, LoginRequired, is_argument, is_user},
    answer::answer,
    argument::{argument, known_argument},
    checks::{only_if, permission, permission_of, role, role_of, test},
    overridden::{DerivedGetId, DerivedIsActive, DerivedSessionHash, not_overridden},
    requirement::Requirement,
};
pub use self::{
    admit::{Admit, Arguments, Guard},
    answer::HandlerAnswer,
    argument::HandlerArgument,
    checks::{PermissionOf, RoleOf},
};
