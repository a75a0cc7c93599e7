//! What is written, as it is written.

mod container;
mod handler;
mod pairs;
mod user;

pub(crate) use self::{
    container::{Container, ContainerItem, ContainerKind},
    handler::Handler,
    pairs::{Pair, pairs},
    user::{UserInput, fields, user_pairs},
};
