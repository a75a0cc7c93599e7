//! The name of a session for logs.

use actix_web::HttpRequest;

use super::LoginContext;
use crate::session::OpenSession;

/// Returns the name of the session for logs and traces.
///
/// The name has 16 hexadecimal digits and is a hash of the session's id. It gives no access and
/// does not lead to the user (ASVS 14.2.4, 16.2.5). It is the same in all requests from a login
/// until the session ends or is renewed, for example by a logout or confirmation.
///
/// Returns `None` for a visitor without a session, before anything in the request has asked for the
/// login, and after the response. Events of this library are logged with the name in the field
/// `session`.
///
/// # Examples
///
/// ```
/// use actix_web::{HttpRequest, Responder, post};
/// use login::{CurrentUser, UserMixin, login_required, session_tag};
///
/// # #[derive(Clone, UserMixin)] struct User { id: i64 }
/// #[post("/orders")]
/// #[login_required]
/// async fn order(user: CurrentUser<User>, request: HttpRequest) -> impl Responder {
///     println!("an order of {} in session {:?}", user.id, session_tag(&request));
///     "ordered"
/// }
/// ```
#[must_use]
pub fn session_tag(request: &HttpRequest) -> Option<String> {
    let context = LoginContext::peek(request)?;
    // If the state is borrowed, the session is being changed and has no settled name.
    let state = context.state.try_borrow()?;
    state.session.as_ref().and_then(OpenSession::tag)
}
