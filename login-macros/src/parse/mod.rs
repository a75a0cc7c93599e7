//! What is written, as it is written.

mod container;
mod handler;
mod user;

pub(crate) use self::{
    container::{Container, ContainerItem, ContainerKind},
    handler::Handler,
    user::{UserField, UserInput},
};
