//! An application with every kind of page, a browser with a cookie jar, and users that a test can change
//! without the library noticing.

#![allow(clippy::unwrap_used, clippy::missing_errors_doc)] // A test may panic.

mod app;
mod browser;
mod log;
pub mod servers;
mod storage;
mod users;

pub use crate::{
    app::TestApp,
    browser::{Answer, Browser, SetCookie, percent_encoded},
    log::Log,
    storage::{PATIENCE, TestStore, is_stored, places, run_again_over, store},
    users::{User, Users},
};
