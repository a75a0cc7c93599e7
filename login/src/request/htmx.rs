//! The page that HTMX runs in, according to its requests.

use actix_web::HttpRequest;

use super::Provenance;

/// Returns the path and query of the page that sent the request, `None` if the page is not on this
/// host.
pub(crate) fn htmx_page(request: &HttpRequest) -> Option<&str> {
    let url = request.headers().get("hx-current-url")?.to_str().ok()?;
    let (_, address) = url.split_once("://")?;
    let (host, target) = address.split_at(address.find('/')?);
    let is_own = Provenance::of(request)
        .host
        .is_some_and(|own| own.eq_ignore_ascii_case(host.as_bytes()));
    target.split('#').next().filter(|_| is_own)
}
