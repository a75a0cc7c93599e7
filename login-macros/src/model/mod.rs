//! What the macros were asked for, valid by construction.

mod guard;
mod user;

pub(crate) use self::{
    guard::{Guard, Requirement},
    user::{Field, User},
};
