//! All of `attacks` again, with sessions in a store.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "attacks/main.rs"]
mod attacks;
