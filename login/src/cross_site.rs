//! Whether another site has sent a request, for those who decide about it themselves.

use actix_web::HttpRequest;

use crate::{
    context::LoginContext,
    policy::{self, TrustedOrigins},
    request::Provenance,
};

/// Whether a page of another site has sent this request: the question that a
/// [`LoginManager`](crate::LoginManager) asks of every request that may change something, whatever
/// its method.
///
/// Ask it where something begins with a `GET` and does more than show: a websocket, above all, which
/// any page can open with the visitor's cookies (CWE-1385). Pages of a
/// [`trusted_origin`](crate::LoginManagerBuilder::trusted_origin) do not count as another site's;
/// for a request that did not pass a manager there are none. What sends neither `Sec-Fetch-Site` nor
/// `Origin` is no browser, and acts for nobody but itself.
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
