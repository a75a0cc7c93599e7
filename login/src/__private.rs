//! Items that only expansions of the macros may name. Not part of the public interface: any version
//! may change it, so `login-macros` is pinned to an exact version.

pub use actix_web::{Error, HttpResponse};
pub use core::{
    clone::Clone,
    cmp::{Eq, PartialEq},
    fmt::{Debug, Display, Formatter, Result as FmtResult},
    hash::{Hash, Hasher},
    iter::once,
    option::Option,
    primitive::{bool, str, u8},
    result::Result::{self, Err, Ok},
    str::FromStr,
    write,
};
pub use std::{
    borrow::Cow,
    string::{String, ToString},
};

pub use crate::{
    authorities::{
        is_among_permissions, is_among_roles, kind_has_permission, kind_has_role, with_permissions,
        with_roles,
    },
    handler::{
        Admit, FreshLoginAdmit, Guard, HandlerAnswer, LoggedIn, LoginAdmit, Requirement, Unguarded,
        answer, argument, guard, is_argument, is_user, known_argument, not_overridden, only_if,
        permission, permission_of, respond, role, role_of, test,
    },
    user::{ActiveFlag, NoSuchKind, SessionHash, id_of_kind},
};
