//! What a browser says of the page that sent a request.

use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderValue, ORIGIN},
};

/// The headers that tell where a request comes from; page scripts can set none of them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Provenance<'a> {
    /// `Sec-Fetch-Site`, of current browsers on https and on localhost.
    pub(crate) fetch_site: Option<&'a [u8]>,
    /// `Origin`, of all browsers with requests that may change something.
    pub(crate) origin: Option<&'a [u8]>,
    /// The host that was asked. `X-Forwarded-Host` is not looked at: anybody can write it.
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
            // HTTP/2 has it in the address.
            host: authority
                .map(|authority| authority.as_str().as_bytes())
                .or_else(|| header(HOST.as_str())),
        }
    }
}
