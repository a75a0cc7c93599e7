//! The servers that are compared, and the requests to them.
//!
//! There are two programs: `requests` counts instructions and measures times; `allocations` counts
//! allocations. It is separate because counting costs instructions.

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

/// The result of this package's functions. Every error ends the program.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;
