//! The servers that are compared, and the requests that are sent to them.
//!
//! Two programs use them. `requests` counts instructions and measures times. `allocations` counts
//! allocations; it is a separate program because counting costs instructions.

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

/// Any error. All of them end the program.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;
