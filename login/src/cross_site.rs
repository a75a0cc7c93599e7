//! A check whether another site has sent a request, for applications that decide about it
//! themselves.

use actix_web::HttpRequest;

use crate::{
    context::LoginContext,
    policy::{self, TrustedOrigins},
    request::Provenance,
};

/// Returns whether a page of another site has sent this request. A
/// [`LoginManager`](crate::LoginManager) checks this for every request that may change something;
/// this function does it for any method.
///
/// Use it for a `GET` that does more than show a page: above all to open a websocket, which any
/// page can do with the visitor's cookies (CWE-1385). Pages of a
/// [`trusted_origin`](crate::LoginManagerBuilder::trusted_origin) do not count as another site's. A
/// request that did not pass a manager has no trusted origins. A client that sends neither
/// `Sec-Fetch-Site` nor `Origin` is not a browser, and acts only for itself.
///
/// # Examples
///
/// ```
/// use actix_web::{Error, HttpRequest, Responder, error::ErrorForbidden, get};
/// use login::{is_cross_site, login_required};
///
/// #[get("/socket")]
/// #[login_required]
/// async fn socket(request: HttpRequest) -> Result<impl Responder, Error> {
///     if is_cross_site(&request) {
///         return Err(ErrorForbidden("from another site"));
///     }
///     Ok("here the websocket begins")
/// }
/// ```
#[must_use]
pub fn is_cross_site(request: &HttpRequest) -> bool {
    let from = Provenance::of(request);
    match LoginContext::peek(request) {
        Some(context) => policy::is_cross_site(from, &context.settings().cross_site.trusted),
        None => policy::is_cross_site(from, &TrustedOrigins::default()),
    }
}
