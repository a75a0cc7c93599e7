//! Where to go after the login.

use std::{
    borrow::Cow,
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header::LOCATION};

use crate::{
    context::LoginContext,
    refusal::NEXT,
    response::{is_safe, location},
};

/// The page that the visitor wanted before being sent to the login view: the `next`
/// parameter of the query (or what
/// [`use_session_for_next`](crate::LoginManagerBuilder::use_session_for_next) put into the
/// session), if it is safe to go there.
///
/// A guard that redirects to the login view adds the parameter; a login form without an
/// `action` of its own sends it back. Anybody can write such a link, so only paths of this
/// site count: what could lead elsewhere in any browser's reading (OWASP: unvalidated
/// redirects) is as good as absent, and so is the login page itself.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextUrl(Option<String>);

impl NextUrl {
    /// The page, if a safe one was given.
    #[must_use]
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The page, or `default`, which is yours and is not checked.
    #[must_use]
    pub fn or<'a>(&'a self, default: &'a str) -> NextTarget<'a> {
        NextTarget(self.get().unwrap_or(default))
    }
}

/// A settled place to go; see [`NextUrl::or`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextTarget<'a>(&'a str);

impl NextTarget<'_> {
    /// Sends the visitor there with 303, so that a form is not sent a second time.
    #[must_use]
    pub fn redirect(&self) -> HttpResponse {
        HttpResponse::SeeOther()
            .insert_header((LOCATION, location(self.0)))
            .finish()
    }
}

impl std::fmt::Display for NextTarget<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// What a guard kept in the session instead of the query, if the manager is set so.
fn next_in_session(request: &HttpRequest) -> Option<String> {
    let context = LoginContext::peek(request)?;
    if !context.settings().answers.next_in_session {
        return None;
    }
    drop(context.state(request));
    let next = context.session(|session| session.get(NEXT))??;
    next.as_str().map(str::to_owned)
}

impl FromRequest for NextUrl {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut given = form_urlencoded::parse(request.query_string().as_bytes())
            .filter(|(name, _)| name == "next")
            .map(|(_, value)| value);
        // Two are a contradiction, and not made by a guard of ours.
        let next = given.next().filter(|_| given.next().is_none());
        let next = next.or_else(|| next_in_session(request).map(Cow::Owned));
        let next = next.filter(|next| {
            let page = next.split(['?', '#']).next();
            is_safe(next) && page != Some(request.path())
        });
        ready(Ok(Self(next.map(Cow::into_owned))))
    }
}
