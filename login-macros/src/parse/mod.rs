//! Parses the input without judging it.

mod arguments;
mod conditions;
mod container;
mod fragments;
mod handler;
mod user;
mod usual;

pub(crate) use self::{
    arguments::{Arguments, Pair, arguments, runtime_in},
    conditions::cfg_attr_names,
    container::{Container, ContainerItem, ContainerKind},
    fragments::open,
    handler::Handler,
    user::{UserInput, user_pairs},
    usual::{UsualArgument, UsualHandler, split},
};
