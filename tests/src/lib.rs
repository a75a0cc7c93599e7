//! An application with every kind of page, a browser's cookie jar, and users that a test
//! can change behind the library's back.

#![allow(clippy::unwrap_used, clippy::missing_errors_doc)] // In a test it is the right thing.

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
