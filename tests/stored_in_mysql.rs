//! Sessions in a store, over that one.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "stored/main.rs"]
mod stored;
