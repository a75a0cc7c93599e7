//! The servers that are compared, and what is asked of them.
//!
//! Two programs ask: `requests` counts instructions and takes times; `allocations` counts what
//! the allocator is asked for, and is a program of its own because counting costs instructions.

pub mod arguments;
mod journey;
mod scenario;
mod server;
mod servers;
mod site;
pub mod stepping;
mod users;

use std::error::Error;

pub use crate::{
    journey::{Gauge, Journey},
    scenario::Scenario,
    server::{Server, Visitor},
    site::{Answer, Ask, HEADERS, Site},
};

/// What can go wrong: everything ends the program.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;
