//! All of `flows` again, with sessions in a store.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "flows/main.rs"]
mod flows;
