//! The response to a CORS preflight that reached a guard.

use std::fmt;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

/// An empty response. The browser reads it as "not allowed", unless a CORS middleware further out
/// adds its headers.
#[derive(Debug)]
pub(crate) struct Preflight;

impl fmt::Display for Preflight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a CORS preflight, which a guard does not pass on")
    }
}

impl ResponseError for Preflight {
    fn status_code(&self) -> StatusCode {
        StatusCode::NO_CONTENT
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}
