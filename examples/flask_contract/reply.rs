//! Helpers for the answers of pages.

use actix_web::{Route, guard, web};

/// A page for GET, which also answers HEAD.
pub(crate) fn page() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// Returns Python's spelling.
pub(crate) fn truth(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}
