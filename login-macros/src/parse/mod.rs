//! What is written, as it is written.

mod handler;
mod user;

pub(crate) use self::{
    handler::Handler,
    user::{UserField, UserInput},
};
