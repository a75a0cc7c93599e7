//! Requests of one browser and of copies of it, side by side, in every order in which their
//! operations can reach the store, which may fail or lose an answer, as a browser may go away.
//! Test names are sentences; those that begin with an id prove that row of the security checklist.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod actors;
mod case;
mod pages;
mod search;
mod turns;

mod logins;
mod logouts;
