//! What the macros were asked for, valid by construction.

mod container;
mod guard;
mod user;

pub(crate) use self::{
    container::{Container, Item},
    guard::{Guard, Place, Policy, Requirement},
    user::{Field, User, UserId},
};
