//! What is written, as it is written.

mod container;
mod handler;
mod options;
mod user;

pub(crate) use self::{
    container::{Container, ContainerItem, ContainerKind},
    handler::Handler,
    options::Options,
    user::{UserField, UserInput},
};
