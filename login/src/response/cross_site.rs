//! The response to a request that a page of another site has sent.

use std::fmt;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

use crate::request::Audience;

/// A 403 in a form that suits the audience. It is seen by the visitor of the other site's page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CrossSite {
    pub(crate) audience: Audience,
}

impl fmt::Display for CrossSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cross-site request refused")
    }
}

impl ResponseError for CrossSite {
    fn status_code(&self) -> StatusCode {
        StatusCode::FORBIDDEN
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self.audience {
            Audience::Program => {
                response.json(serde_json::json!({ "error": "cross_site_request" }))
            }
            Audience::Person | Audience::Htmx => response
                .content_type("text/plain; charset=utf-8")
                .body("Forbidden: this request was sent by a page of another site"),
        }
    }
}
