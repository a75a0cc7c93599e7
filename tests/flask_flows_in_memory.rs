//! All of `flask_flows` again, with sessions in a store.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "flask_flows/main.rs"]
mod flask_flows;
