//! A request that a guard has refused. It becomes a response of the application's own handler, a
//! redirect to the login view, or a status such as 401.
//!
//! It is an error, so that it passes through `?` and actix-web's extractors. It becomes a response
//! only if nothing catches it: an `Option<CurrentUser<_>>` drops it without a trace, and then
//! neither event nor message is left behind.

use std::{cell::Cell, fmt, rc::Rc};

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{Method, StatusCode, header::LOCATION},
};

use crate::{
    context::LoginContext,
    events::{Event, EventUser},
    request::{Audience, htmx_page},
    response::{
        Caching, LoginScope, Overrides, Refused, expand_login_view, is_safe, keep_private,
        location, make_next_param, own_url, with_next,
    },
    session::{Flash, OpenSession, TooLarge},
};

/// The key of the next address in the session's values, as in Flask-Login.
pub(crate) const NEXT: &str = "next";

pub(crate) struct Refusal {
    refused: Refused,
    overrides: Overrides,
    request: HttpRequest,
    context: Rc<LoginContext>,
    /// Set once the event is emitted: a response that is built twice has one event and one message.
    told: Cell<bool>,
}

impl Refusal {
    pub(crate) fn new(refused: Refused, request: HttpRequest, context: Rc<LoginContext>) -> Self {
        Self {
            refused,
            overrides: Overrides::default(),
            request,
            context,
            told: Cell::new(false),
        }
    }

    pub(crate) fn with(mut self, overrides: Overrides) -> Self {
        self.overrides = overrides;
        self
    }

    fn respond(&self) -> HttpResponse {
        let settings = self.context.settings();
        let answers = &settings.answers;
        let first = !self.told.replace(true);
        let identity = self.context.identity().unwrap_or_default();
        let user = identity.user().map(|user| EventUser::new(&**user));
        let (event, own_handler, own_view) = match self.refused {
            Refused::Unauthorized => (
                Event::UserUnauthorized,
                self.overrides.unauthorized,
                self.overrides.login_view,
            ),
            Refused::NeedsRefresh => (
                Event::UserNeedsRefresh(user),
                None,
                self.overrides.refresh_view,
            ),
            Refused::Forbidden => (Event::UserForbidden(user), None, None),
        };
        if first {
            settings.listeners.emit(event, &self.request);
        }
        // The most specific setting wins: the guard's own, then the application's.
        if let Some(handler) = own_handler {
            return handler(&self.request);
        }
        if own_view.is_none()
            && let Some(handler) = answers.handler(self.refused)
        {
            return handler(&self.request);
        }
        let scope: Option<&LoginScope> = self.request.app_data();
        let for_programs =
            self.overrides.for_programs || scope.is_some_and(LoginScope::is_for_programs);
        let audience = if for_programs {
            Audience::Program
        } else {
            Audience::of(self.request.headers())
        };
        let view = own_view.or_else(|| answers.view(self.refused, scope, &self.request));
        let status = self.refused.status();
        match (view, audience) {
            (Some(view), Audience::Person | Audience::Htmx) => {
                let Some(view) = expand_login_view(&self.request, view) else {
                    tracing::error!(view, "no route has the name that is given as a view");
                    return HttpResponse::InternalServerError().finish();
                };
                if self.is_at(&view) {
                    // A redirect would loop.
                    tell_of_refused_view(self.refused, &view);
                    return plain(status);
                }
                if first && let Some((message, category)) = answers.message(self.refused) {
                    self.flash(message, category);
                }
                self.redirect(view, audience)
            }
            (None, Audience::Person | Audience::Htmx) => plain(status),
            (_, Audience::Program) => HttpResponse::build(status)
                .json(serde_json::json!({ "error": self.refused.code() })),
        }
    }

    fn flash(&self, message: String, category: &str) {
        let flash = Flash {
            category: category.to_owned(),
            message,
        };
        self.put_into_session("message", |session| session.flash(flash));
    }

    /// Puts a value into the session. One that does not fit is logged, and does not fail the
    /// response.
    fn put_into_session(
        &self,
        what: &str,
        put: impl FnOnce(&mut OpenSession) -> Result<(), TooLarge>,
    ) {
        // Opens the session, unless the refusing guard has done so. A handler that asks for this
        // response may not have.
        drop(self.context.open_state(&self.request));
        if let Some(Err(TooLarge { bytes, .. })) = self.context.session(put) {
            tracing::warn!(what, bytes, "it does not fit into the session");
        }
    }

    fn redirect(&self, view: String, audience: Audience) -> HttpResponse {
        let answers = &self.context.settings().answers;
        let target = match self.next(&view, audience) {
            Some(next) if answers.next_in_session => {
                self.put_into_session("next", |session| session.insert(NEXT, next.into()));
                view
            }
            Some(next) => with_next(&view, &next, NEXT, answers.force_host.as_deref()),
            None => {
                if answers.next_in_session {
                    // Otherwise, the login would lead to the page of an earlier refusal.
                    self.context.session(|session| session.remove(NEXT));
                }
                view
            }
        };
        let target = location(&target);
        match audience {
            Audience::Htmx => HttpResponse::Unauthorized()
                .insert_header(("hx-redirect", target))
                .finish(),
            _ => HttpResponse::Found()
                .insert_header((LOCATION, target))
                .finish(),
        }
    }

    fn is_page(&self) -> bool {
        matches!(*self.request.method(), Method::GET | Method::HEAD)
    }

    /// Returns whether the view is the requested page itself: the same path, with at least the
    /// view's query parameters.
    fn is_at(&self, view: &str) -> bool {
        let view = view.split('#').next().unwrap_or_default();
        let (path, query) = view.split_once('?').unwrap_or((view, ""));
        let pairs = |query: &str| -> Vec<_> {
            let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
            pairs.filter(|(name, _)| name != NEXT).collect()
        };
        if !self.is_page() || path != self.request.path() {
            return false;
        }
        let here = pairs(self.request.query_string());
        pairs(query).iter().all(|pair| here.contains(pair))
    }

    /// Returns the address to return to after the login. It must be a page that can be requested
    /// again. It must also pass the check for addresses from outside, since an attacker may have
    /// made it up.
    fn next(&self, view: &str, audience: Audience) -> Option<String> {
        let answers = &self.context.settings().answers;
        let target = match audience {
            // The address of a fragment is not a page to return to; that of the page around it is.
            Audience::Htmx => htmx_page(&self.request)?,
            _ if self.is_page() || answers.next_after_any_method => {
                self.request.uri().path_and_query()?.as_str()
            }
            _ => return None,
        };
        if !is_safe(target) {
            return None;
        }
        if view.starts_with('/') && !view.starts_with("//") {
            return Some(target.to_owned());
        }
        Some(make_next_param(view, &own_url(&self.request, target)?))
    }
}

fn plain(status: StatusCode) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .body(status.canonical_reason().unwrap_or_default())
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The request is left out, since its `Debug` output contains cookies.
        f.debug_tuple("Refusal").field(&self.refused).finish()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.refused {
            Refused::Unauthorized => "login required",
            Refused::NeedsRefresh => "fresh login required",
            Refused::Forbidden => "forbidden",
        })
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.refused.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.respond();
        if self.context.is_sent() {
            // An inner middleware has passed the error on, and the request has already ended: the
            // header must be set here.
            keep_private(response.headers_mut());
        } else {
            self.context.state_mut().caching = Caching::Private;
        }
        response
    }
}

fn tell_of_refused_view(refused: Refused, view: &str) {
    if refused == Refused::NeedsRefresh {
        tracing::error!(
            view,
            "the view for a fresh login itself demands one; guard it by `#[login_required]`"
        );
    } else {
        tracing::error!(view, "the login view is itself guarded; remove its guard");
    }
}
