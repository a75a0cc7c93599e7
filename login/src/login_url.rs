//! The address of a login view, for applications that redirect there themselves.

use actix_web::HttpRequest;

use crate::{
    context::LoginContext,
    response::{expand_login_view, make_next_param, with_next},
};

/// Returns the address of a login view with `next_url` as a parameter (Flask-Login's `login_url`).
/// Without a next address, it returns the address of the view alone.
///
/// With a next address, the result has the host that
/// [`force_host_for_redirects`](crate::LoginManagerBuilder::force_host_for_redirects) sets, if the
/// request passed a manager with this setting. Returns `None` if the view is unknown, as for
/// [`expand_login_view`].
///
/// # Examples
///
/// ```
/// use actix_web::test::TestRequest;
///
/// let request = TestRequest::default().to_http_request();
/// let url = login::login_url(&request, "/login?lang=de", Some("http://localhost/a?b=c"), "next");
/// assert_eq!(url.as_deref(), Some("/login?lang=de&next=%2Fa%3Fb%3Dc"));
/// ```
#[must_use]
pub fn login_url(
    request: &HttpRequest,
    view: &str,
    next_url: Option<&str>,
    next_field: &str,
) -> Option<String> {
    let view = expand_login_view(request, view)?;
    let Some(next_url) = next_url else {
        return Some(view);
    };
    let next = make_next_param(&view, next_url);
    let context = LoginContext::peek(request);
    let answers = context.as_ref().map(|context| &context.settings().answers);
    let forced_host = answers.and_then(|answers| answers.force_host.as_deref());
    Some(with_next(&view, &next, next_field, forced_host))
}
