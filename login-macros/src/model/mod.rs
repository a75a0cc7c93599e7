//! What the macros were asked for, valid by construction.

mod container;
mod generics;
mod guard;
mod user;

pub(crate) use self::{
    container::{Container, Item},
    generics::owned,
    guard::{
        Argument, ArgumentKind, Check, Condition, Form, Function, Guard, GuardKind, Merged, Place,
        Policy, Usual,
    },
    user::{Asked, Field, Holding, Kind, SessionHash, Shape, User},
};
