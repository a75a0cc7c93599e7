//! Guides, one page each.

#[doc = include_str!("flask_login.md")]
pub mod flask_login {}

#[cfg(all(feature = "flask-compat", feature = "macros"))]
#[doc = include_str!("flask_migration.md")]
pub mod flask_migration {}

#[cfg(feature = "macros")]
#[doc = include_str!("guards.md")]
pub mod guards {}

#[cfg(feature = "macros")]
#[doc = include_str!("storages.md")]
pub mod storages {}

#[cfg(feature = "macros")]
#[doc = include_str!("users.md")]
pub mod users {}
