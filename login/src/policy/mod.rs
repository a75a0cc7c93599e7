//! Decides whether a visitor meets the requirement of a guard. A requirement and a standing go in,
//! a [`Decision`] comes out. The next stage is [`response`](crate::response).

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
