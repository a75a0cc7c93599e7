//! What a guard asks for, and whether the visitor has it: values in, a value out.
//!
//! In come a requirement and a standing, out goes a [`Decision`]. Next stage:
//! [`response`](crate::response).

mod cross_site;
mod decide;
mod requirement;
mod trusted_origins;

pub(crate) use self::{
    cross_site::is_cross_site,
    decide::{Decision, decide, is_fresh},
    requirement::Requirement,
    trusted_origins::TrustedOrigins,
};
