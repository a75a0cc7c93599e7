//! What is written, as it is written.

mod arguments;
mod container;
mod fragments;
mod handler;
mod user;
mod usual;

pub(crate) use self::{
    arguments::{Arguments, Pair, arguments},
    container::{Container, ContainerItem, ContainerKind},
    fragments::open,
    handler::Handler,
    user::{UserInput, user_pairs},
    usual::{UsualArgument, UsualHandler, split},
};
