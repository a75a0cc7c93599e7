//! Whether the stores of sessions keep their promises, and whether the suite that asks them
//! for that can tell.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod broken;
mod memory;
mod redis;
mod shared;
mod sql;
mod urls;
