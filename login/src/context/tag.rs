//! What a log may call a session.

use actix_web::HttpRequest;

use super::LoginContext;
use crate::session::OpenSession;

/// A name of the session for logs and traces: 16 hexadecimal digits, a hash of its random id. It
/// opens nothing and leads back to nobody (ASVS 14.2.4, 16.2.5), and is the same in all requests
/// from one login to the next logout or confirmation.
///
/// `None` for a visitor without a session, before something in the request has asked for the
/// login, and after the answer. The events of this library are logged with it as their field
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
    // Whoever changes the session right now has no name for it yet.
    let state = context.state.try_borrow()?;
    state.session.as_ref().and_then(OpenSession::tag)
}
