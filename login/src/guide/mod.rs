//! Guides, one page each.

#[cfg(feature = "macros")]
#[doc = include_str!("clients.md")]
pub mod clients {}

#[cfg(feature = "macros")]
#[doc = include_str!("devices.md")]
pub mod devices {}

#[cfg(feature = "macros")]
#[doc = include_str!("flask_login.md")]
pub mod flask_login {}

#[cfg(all(feature = "flask-compat", feature = "macros"))]
#[doc = include_str!("flask_migration.md")]
pub mod flask_migration {}

#[cfg(feature = "macros")]
#[doc = include_str!("fresh_logins.md")]
pub mod fresh_logins {}

#[cfg(feature = "macros")]
#[doc = include_str!("from_actix_identity.md")]
pub mod from_actix_identity {}

#[cfg(feature = "macros")]
#[doc = include_str!("from_axum_login.md")]
pub mod from_axum_login {}

#[cfg(feature = "macros")]
#[doc = include_str!("guards.md")]
pub mod guards {}

#[cfg(feature = "macros")]
#[doc = include_str!("how_it_works.md")]
pub mod how_it_works {}

#[cfg(feature = "macros")]
#[doc = include_str!("impersonation.md")]
pub mod impersonation {}

#[cfg(feature = "macros")]
#[doc = include_str!("keys.md")]
pub mod keys {}

#[cfg(feature = "macros")]
#[doc = include_str!("login_page.md")]
pub mod login_page {}

#[cfg(feature = "macros")]
#[doc = include_str!("observability.md")]
pub mod observability {}

#[cfg(feature = "macros")]
#[doc = include_str!("remember_me.md")]
pub mod remember_me {}

#[cfg(feature = "macros")]
#[doc = include_str!("security.md")]
pub mod security {}

#[cfg(feature = "macros")]
#[doc = include_str!("storages.md")]
pub mod storages {}

#[cfg(all(feature = "macros", feature = "testing"))]
#[doc = include_str!("testing.md")]
pub mod testing {}

#[cfg(all(feature = "macros", feature = "throttle"))]
#[doc = include_str!("throttling.md")]
pub mod throttling {}

#[cfg(feature = "macros")]
#[doc = include_str!("troubleshooting.md")]
pub mod troubleshooting {}

#[cfg(feature = "macros")]
#[doc = include_str!("users.md")]
pub mod users {}
