//! Turns the syntax into a model. All checks run, so that one compilation reports every
//! mistake.

mod condition;
mod conditional;
mod container;
mod form;
mod handler;
mod hidden;
mod holding;
mod kinds;
mod names;
mod options;
mod policy;
mod readers;
mod stack;
mod test;
mod user;
mod usual;

pub(crate) use self::{container::container, handler::guard, user::user, usual::usual};
