//! The input of the macros after validation. Its types can express only valid input.

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
