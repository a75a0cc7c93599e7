//! What a guard asks for, and whether the visitor has it: values in, a value out.
//!
//! In come a requirement and a standing, out goes a [`Decision`]. Next stage:
//! [`response`](crate::response).

mod decide;
mod requirement;

pub(crate) use self::{
    decide::{Decision, decide, is_fresh},
    requirement::Requirement,
};
