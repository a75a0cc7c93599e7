//! The page to go to after the login.

use std::{borrow::Cow, convert::Infallible, fmt, rc::Rc};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header::LOCATION};

use super::opening::Opening;
use crate::{
    context::LoginContext,
    refusal::NEXT,
    response::{is_safe, location},
    storage::open_session,
};

/// The page that the visitor requested before being sent to the login view, if it is safe to
/// redirect there. It is taken from the query parameter `next`, or else from the session if
/// [`use_session_for_next`](crate::LoginManagerBuilder::use_session_for_next) is set.
///
/// A guard that redirects to the login view adds the parameter, and a login form without an
/// `action` of its own sends it back. Because anybody can create such a link, only paths of this
/// site are accepted. An address that any browser could interpret as leading elsewhere is treated
/// as absent (OWASP: unvalidated redirects), and so is the login page itself.
///
/// # Examples
///
/// ```
/// use actix_web::{FromRequest, test::TestRequest};
/// use login::NextUrl;
///
/// # #[actix_web::main]
/// # async fn main() {
/// let next = |uri| async move {
///     let request = TestRequest::with_uri(uri).to_http_request();
///     NextUrl::extract(&request).await.unwrap().or("/").to_string()
/// };
/// assert_eq!(next("/login?next=%2Fprotected").await, "/protected");
/// assert_eq!(next("/login?next=https://evil.example").await, "/");
/// assert_eq!(next("/login?next=/%5Cevil.example").await, "/");
/// assert_eq!(next("/login").await, "/");
/// # }
/// ```
#[derive(Clone)]
pub struct NextUrl {
    page: Option<String>,
    /// The session that guards keep the page in, if they do.
    kept_in: Option<Rc<LoginContext>>,
}

impl NextUrl {
    /// Returns the page, if a safe one was given.
    #[must_use]
    pub fn get(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// Returns the page, or `default`, which must come from the application: it is not checked.
    #[must_use]
    pub fn or<'a>(&'a self, default: &'a str) -> NextTarget<'a> {
        NextTarget {
            page: self.get().unwrap_or(default),
            kept_in: self.kept_in.as_deref(),
        }
    }
}

impl fmt::Debug for NextUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NextUrl").field(&self.page).finish()
    }
}

/// A page to redirect to; see [`NextUrl::or`].
#[derive(Clone, Copy)]
pub struct NextTarget<'a> {
    page: &'a str,
    kept_in: Option<&'a LoginContext>,
}

impl NextTarget<'_> {
    /// Redirects the visitor to the page with 303, so that a form is not submitted a second time.
    ///
    /// A page that was kept in the session is removed from it, so that it does not affect a later
    /// login.
    #[must_use]
    pub fn redirect(&self) -> HttpResponse {
        if let Some(context) = self.kept_in {
            context.session(|session| session.remove(NEXT));
        }
        HttpResponse::SeeOther()
            .insert_header((LOCATION, location(self.page)))
            .finish()
    }
}

impl fmt::Display for NextTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.page)
    }
}

impl fmt::Debug for NextTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NextTarget").field(&self.page).finish()
    }
}

/// Returns the context if guards keep the requested page in the session.
fn keeper(request: &HttpRequest) -> Option<Rc<LoginContext>> {
    LoginContext::peek(request).filter(|context| context.settings().answers.next_in_session)
}

fn kept_page(request: &HttpRequest, context: &LoginContext) -> Option<String> {
    drop(context.open_state(request));
    let next = context.session(|session| session.get(NEXT))??;
    next.as_str().map(str::to_owned)
}

impl FromRequest for NextUrl {
    type Error = Infallible;
    type Future = Opening<Self, Infallible>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let kept_in = keeper(request);
        let needs_store = kept_in.as_ref().filter(|context| !context.is_ready());
        if let Some(context) = needs_store.cloned() {
            let request = request.clone();
            return Opening::loading(async move {
                // A failure here must not fail the request; it has been logged.
                let is_open = open_session(&request, &context).await.is_ok();
                Ok(Self::of(&request, Some(context).filter(|_| is_open)))
            });
        }
        Opening::done(Ok(Self::of(request, kept_in)))
    }
}

impl NextUrl {
    fn of(request: &HttpRequest, kept_in: Option<Rc<LoginContext>>) -> Self {
        let mut given = form_urlencoded::parse(request.query_string().as_bytes())
            .filter(|(name, _)| name == NEXT)
            .map(|(_, value)| value);
        // Guards never add two; which of them to trust cannot be known.
        let next = given.next().filter(|_| given.next().is_none());
        let usable = |next: &Cow<'_, str>| {
            let page = next.split(['?', '#']).next();
            is_safe(next) && page != Some(request.path())
        };
        let kept = kept_in
            .as_deref()
            .and_then(|context| kept_page(request, context));
        let next = next
            .filter(usable)
            .or_else(|| kept.map(Cow::Owned).filter(usable));
        let page = next.map(Cow::into_owned);
        Self { page, kept_in }
    }
}
