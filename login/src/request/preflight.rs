//! Preflight requests, which a browser sends before a request to another origin.

use actix_web::{
    HttpRequest,
    http::{
        Method,
        header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN},
    },
};

/// Returns whether the request is a CORS preflight by the Fetch standard: `OPTIONS` with an origin
/// and the method to come. A preflight never carries cookies, so no login can be required of it.
pub(crate) fn is_preflight(request: &HttpRequest) -> bool {
    let headers = request.headers();
    *request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
