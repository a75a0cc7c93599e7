//! From what is written to what is meant. Every check runs, so that one compilation shows
//! every mistake.

mod handler;
mod options;
mod policy;
mod user;

pub(crate) use self::{
    handler::{container, guard},
    user::user,
};
