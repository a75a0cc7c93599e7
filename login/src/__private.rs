//! What expansions of the macros may name, and nothing else does. Not part of the public
//! interface: any version may change it, so `login-macros` is pinned.

pub use actix_web::{Error, HttpResponse};
pub use core::{
    clone::Clone,
    cmp::{Eq, PartialEq},
    hash::{Hash, Hasher},
    option::Option,
    result::Result::{self, Ok},
};
pub use std::{
    borrow::Cow,
    string::{String, ToString},
};

pub use crate::{
    handler::{HandlerAnswer, Requirement, Unguarded, argument, guard, respond, test},
    user::SessionHash,
};
