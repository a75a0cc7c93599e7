//! How pages answer.

use actix_web::{Route, guard, web};

/// A page for GET, which answers HEAD as well.
pub(crate) fn page() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// Python's spelling.
pub(crate) fn truth(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}
