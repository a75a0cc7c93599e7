//! Guides, one page each.

#[doc = include_str!("flask_login.md")]
pub mod flask_login {}
