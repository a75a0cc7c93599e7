//! Flask-Login's behaviours, one test each, over HTTP, against `examples/flask_contract`.
//!
//! With `LOGIN_CONFORMANCE_PYTHON` set to a Python that has Flask and Flask-Login, the same
//! tests run against `flask_reference.py` as well, so that what is expected here is what the
//! real one does. Where ours is meant to differ, a test says both, and why.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::print_stdout, clippy::format_push_string)] // In a test they are right.

mod guards;
mod loaders;
mod login;
mod logout;
mod messages;
mod protection;
mod remember;
mod session;
mod site;
mod users;
mod vectors;
mod views;
