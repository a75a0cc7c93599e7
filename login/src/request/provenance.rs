//! What a browser states about the page that sent a request.

use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderValue, ORIGIN},
};

/// The headers that state where a request comes from. Scripts of a page cannot set any of them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Provenance<'a> {
    /// `Sec-Fetch-Site`, sent by current browsers over https and to localhost.
    pub(crate) fetch_site: Option<&'a [u8]>,
    /// `Origin`, sent by all browsers with requests that may change something.
    pub(crate) origin: Option<&'a [u8]>,
    /// The host that was requested. `X-Forwarded-Host` is ignored, because any client can set it.
    pub(crate) host: Option<&'a [u8]>,
}

impl<'a> Provenance<'a> {
    pub(crate) fn of(request: &'a HttpRequest) -> Self {
        let headers = request.headers();
        let header = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
        let authority = request.uri().authority();
        Self {
            fetch_site: header("sec-fetch-site"),
            origin: header(ORIGIN.as_str()),
            // HTTP/2 requests have the host in the URI.
            host: authority
                .map(|authority| authority.as_str().as_bytes())
                .or_else(|| header(HOST.as_str())),
        }
    }
}
