//! The answer to a request that a guard refused: the application's own, a redirect to the
//! login view, or 401.

use std::{borrow::Cow, fmt, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{
        Method, StatusCode,
        header::{HeaderValue, LOCATION},
    },
};

use super::{
    headers::keep_private,
    next_url::{is_safe, with_next},
};
use crate::request::Audience;

/// The login view of one scope, in place of the application's (Flask-Login's
/// `blueprint_login_views`).
///
/// # Examples
///
/// ```
/// use actix_web::web;
/// use login::LoginView;
///
/// let admin = web::scope("/admin").app_data(LoginView::new("/admin/login"));
/// ```
#[derive(Clone, Debug)]
pub struct LoginView(String);

impl LoginView {
    /// A path, an address or the name of a route, as for
    /// [`login_view`](crate::LoginManagerBuilder::login_view).
    #[must_use]
    pub fn new(view: impl Into<String>) -> Self {
        Self(view.into())
    }
}

/// Answers with the application's own words.
pub(crate) type Handler = Box<dyn Fn(&HttpRequest) -> HttpResponse + Send + Sync>;

/// How one application answers refused requests.
#[derive(Default)]
pub(crate) struct Answers {
    pub(crate) login_view: Option<String>,
    pub(crate) refresh_view: Option<String>,
    pub(crate) unauthorized: Option<Handler>,
    pub(crate) needs_refresh: Option<Handler>,
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers")
            .field("login_view", &self.login_view)
            .field("refresh_view", &self.refresh_view)
            .field("unauthorized", &self.unauthorized.is_some())
            .field("needs_refresh", &self.needs_refresh.is_some())
            .finish()
    }
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    Unauthorized,
    NeedsRefresh,
}

impl RefusalKind {
    /// What a program is told.
    fn code(self) -> &'static str {
        match self {
            Self::Unauthorized => "login_required",
            Self::NeedsRefresh => "fresh_login_required",
        }
    }
}

/// A refused request. As an error it travels through `?` and the extractors of actix-web,
/// and becomes the answer only where nobody caught it: an `Option<CurrentUser<_>>` drops it
/// without a trace.
pub(crate) struct Refusal {
    kind: RefusalKind,
    request: HttpRequest,
    answers: Arc<Answers>,
}

impl Refusal {
    pub(crate) fn new(kind: RefusalKind, request: HttpRequest, answers: Arc<Answers>) -> Self {
        Self {
            kind,
            request,
            answers,
        }
    }

    fn respond(&self) -> HttpResponse {
        let answers = &self.answers;
        let scope_view = self.request.app_data::<LoginView>();
        let (handler, view) = match self.kind {
            RefusalKind::Unauthorized => {
                let scope_view = scope_view.map(|LoginView(view)| view);
                (
                    &answers.unauthorized,
                    scope_view.or(answers.login_view.as_ref()),
                )
            }
            RefusalKind::NeedsRefresh => (&answers.needs_refresh, answers.refresh_view.as_ref()),
        };
        if let Some(handler) = handler {
            return handler(&self.request);
        }
        let audience = Audience::of(self.request.headers());
        match (view, audience) {
            (Some(view), Audience::Person | Audience::Htmx) => self.redirect(view, audience),
            (None, Audience::Person | Audience::Htmx) => HttpResponse::Unauthorized()
                .content_type("text/plain; charset=utf-8")
                .body("Unauthorized"),
            (_, Audience::Program) => {
                HttpResponse::Unauthorized().json(serde_json::json!({ "error": self.kind.code() }))
            }
        }
    }

    fn redirect(&self, view: &str, audience: Audience) -> HttpResponse {
        let Some(view) = expand_view(&self.request, view) else {
            tracing::error!(
                view,
                "no route has the name given as login view or refresh view"
            );
            return HttpResponse::InternalServerError().finish();
        };
        let target = match (audience, next_of(&self.request)) {
            (Audience::Person, Some(next)) => with_next(&view, next),
            // The address of a fragment is no place to come back to.
            _ => view.into_owned(),
        };
        let Ok(target) = HeaderValue::from_str(&target) else {
            tracing::error!("the login view cannot be written into a header");
            return HttpResponse::InternalServerError().finish();
        };
        match audience {
            Audience::Htmx => HttpResponse::Unauthorized()
                .insert_header(("hx-redirect", target))
                .finish(),
            _ => HttpResponse::Found()
                .insert_header((LOCATION, target))
                .finish(),
        }
    }
}

/// The address of a view: a path or an address as it is, anything else is the name of a
/// route.
fn expand_view<'a>(request: &HttpRequest, view: &'a str) -> Option<Cow<'a, str>> {
    if view.starts_with('/') || view.starts_with("http://") || view.starts_with("https://") {
        return Some(Cow::Borrowed(view));
    }
    let url = request.url_for_static(view).ok()?;
    Some(Cow::Owned(url.path().to_owned()))
}

/// Where to come back to after the login: only a page that can be opened again, and only if
/// its address, which an attacker may have made up, passes the check for addresses from
/// outside.
fn next_of(request: &HttpRequest) -> Option<&str> {
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        return None;
    }
    let target = request.uri().path_and_query()?.as_str();
    is_safe(target).then_some(target)
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The request's own output lists its cookies.
        f.debug_tuple("Refusal").field(&self.kind).finish()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            RefusalKind::Unauthorized => "login required",
            RefusalKind::NeedsRefresh => "fresh login required",
        })
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        StatusCode::UNAUTHORIZED
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.respond();
        keep_private(response.headers_mut());
        response
    }
}
