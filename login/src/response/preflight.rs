//! The answer to a CORS preflight that reached a guard.

use std::fmt;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

/// Nothing but a status: the browser reads that as "not allowed", unless a CORS middleware
/// further out says otherwise.
#[derive(Debug)]
pub(crate) struct Preflight;

impl fmt::Display for Preflight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a CORS preflight, which no handler answers")
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
