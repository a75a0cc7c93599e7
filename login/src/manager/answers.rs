//! Settings of what refused requests get: views, messages, handlers.

use actix_web::{HttpRequest, Responder, http::header::HeaderValue};

use super::LoginManagerBuilder;
use crate::{
    error::BuildError,
    response::{Handler, is_host},
};

impl LoginManagerBuilder {
    /// Where people without a login are sent: a path, an address or the name of a route.
    /// Without one they get 401.
    ///
    /// The redirect carries the wanted page as `next`, for [`NextUrl`](crate::NextUrl), if
    /// it can be opened again (GET, HEAD). Programs are not redirected but get 401 with
    /// `{"error":"login_required"}`: requests that accept JSON and no HTML, that carry
    /// `Authorization` or `X-Requested-With: XMLHttpRequest`, or that a browser marks as a
    /// script's (`Sec-Fetch-Mode` other than `navigate`). HTMX gets 401 with `HX-Redirect`, and `next` is
    /// the page around the fragment.
    /// Whatever says nothing of this kind is taken for a person, as by Flask-Login. A route
    /// name that no route has is found when it is first needed: a 500, and a line in the log.
    pub fn login_view(mut self, view: impl Into<String>) -> Self {
        self.answers.login_view = Some(view.into());
        self
    }

    /// Where people are sent whose login is not fresh enough, as for
    /// [`login_view`](Self::login_view); the error code is `fresh_login_required`.
    ///
    /// The page asks for the password again and calls
    /// [`confirm_login`](crate::AuthSession::confirm_login). Guard it with
    /// `#[login_required]`.
    pub fn refresh_view(mut self, view: impl Into<String>) -> Self {
        self.answers.refresh_view = Some(view.into());
        self
    }

    /// The login view of a scope that carries this name as [`LoginScope`](crate::LoginScope),
    /// or of the application without a name (Flask-Login's `set_login_view`).
    ///
    /// Scopes without a view of their own go to the application's, whatever the order of
    /// the calls. A name that no scope carries does nothing: the manager cannot see the scopes.
    pub fn set_login_view(mut self, view: impl Into<String>, scope: Option<&str>) -> Self {
        match scope {
            Some(scope) => {
                let views = &mut self.answers.scope_views;
                views.insert(scope.to_owned(), Some(view.into()));
                self
            }
            None => self.login_view(view),
        }
    }

    /// Leaves the scope of this name without a login view: who is not logged in gets 401
    /// there.
    pub fn no_login_view(mut self, scope: impl Into<String>) -> Self {
        self.answers.scope_views.insert(scope.into(), None);
        self
    }

    /// The message to flash on the way to the login view; none by default, since a page must
    /// show it. [`LOGIN_MESSAGE`](crate::LOGIN_MESSAGE) is Flask-Login's.
    pub fn login_message(mut self, message: impl Into<String>) -> Self {
        self.answers.login_notice.message = Some(message.into());
        self
    }

    /// The category of that message; `message` by default.
    pub fn login_message_category(mut self, category: impl Into<String>) -> Self {
        self.answers.login_notice.category = category.into();
        self
    }

    /// The message to flash on the way to the refresh view; none by default.
    /// [`REFRESH_MESSAGE`](crate::REFRESH_MESSAGE) is Flask-Login's.
    pub fn needs_refresh_message(mut self, message: impl Into<String>) -> Self {
        self.answers.refresh_notice.message = Some(message.into());
        self
    }

    /// The category of that message; `message` by default.
    pub fn needs_refresh_message_category(mut self, category: impl Into<String>) -> Self {
        self.answers.refresh_notice.category = category.into();
        self
    }

    /// Translates both messages, when they are flashed.
    pub fn localize_callback<F>(mut self, localize: F) -> Self
    where
        F: Fn(&str) -> String + Send + Sync + 'static,
    {
        self.answers.localize = Some(Box::new(localize));
        self
    }

    /// Keeps the wanted page in the session (as its value `next`) instead of the query
    /// (Flask-Login's `USE_SESSION_FOR_NEXT`); `false` by default.
    ///
    /// A later refusal puts its own page in its place. It is gone after the next
    /// [`NextTarget::redirect`](crate::NextTarget::redirect), wherever that led, after a
    /// logout, and once you remove it.
    pub fn use_session_for_next(mut self, in_session: bool) -> Self {
        self.answers.next_in_session = in_session;
        self
    }

    /// Redirects to the login view after requests of any method with the page as `next`, as
    /// Flask-Login does; by default only after those that can be opened again (GET, HEAD).
    pub fn next_after_any_method(mut self, any_method: bool) -> Self {
        self.answers.next_after_any_method = any_method;
        self
    }

    /// The host that redirects with a `next` parameter go to, in place of the view's
    /// (Flask-Login's `FORCE_HOST_FOR_REDIRECTS`); none by default.
    pub fn force_host_for_redirects(mut self, host: impl Into<String>) -> Self {
        self.answers.force_host = Some(host.into());
        self
    }

    /// Answers requests without a login, in place of everything that
    /// [`login_view`](Self::login_view) does: views of scopes, JSON and HTMX included.
    ///
    /// A function, not async, from the request to what a handler can answer. The status is
    /// yours: without one it is 200.
    ///
    /// # Examples
    ///
    /// ```
    /// use actix_web::{HttpRequest, Responder, http::StatusCode};
    ///
    /// fn unauthorized_handler(_: HttpRequest) -> impl Responder {
    ///     ("Unauthorized", StatusCode::UNAUTHORIZED)
    /// }
    /// # use login::{LoginManager, SecretKey, UserMixin};
    /// # #[derive(Clone, UserMixin)] struct User { id: i64 }
    /// # async fn user_loader(id: i64) -> Option<User> { None }
    /// # let secret = SecretKey::generate().unwrap();
    ///
    /// let manager = LoginManager::builder(secret)
    ///     .user_loader(user_loader)
    ///     .unauthorized_handler(unauthorized_handler)
    ///     .build();
    /// ```
    pub fn unauthorized_handler<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(HttpRequest) -> R + Send + Sync + 'static,
        R: Responder + 'static,
    {
        self.answers.unauthorized = Some(boxed(handler));
        self
    }

    /// Answers requests whose login is not fresh enough, in place of
    /// [`refresh_view`](Self::refresh_view); as
    /// [`unauthorized_handler`](Self::unauthorized_handler).
    pub fn needs_refresh_handler<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(HttpRequest) -> R + Send + Sync + 'static,
        R: Responder + 'static,
    {
        self.answers.needs_refresh = Some(boxed(handler));
        self
    }

    /// Answers requests of users whom a role, a permission or a test does not let pass; as
    /// [`unauthorized_handler`](Self::unauthorized_handler). Without one it is 403: `Forbidden` to
    /// people, `{"error":"forbidden"}` to programs.
    ///
    /// Flask-Login leaves roles to others, and so has no name for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use actix_web::{HttpRequest, HttpResponse, Responder, http::header::ContentType};
    ///
    /// fn forbidden_handler(_: HttpRequest) -> impl Responder {
    ///     HttpResponse::Forbidden()
    ///         .content_type(ContentType::html())
    ///         .body("<h1>Not yours</h1><p><a href=\"/\">Back to the start</a>")
    /// }
    /// # use login::{LoginManager, SecretKey, UserMixin};
    /// # #[derive(Clone, UserMixin)] struct User { id: i64 }
    /// # async fn user_loader(id: i64) -> Option<User> { None }
    /// # let secret = SecretKey::generate().unwrap();
    ///
    /// let manager = LoginManager::builder(secret)
    ///     .user_loader(user_loader)
    ///     .forbidden_handler(forbidden_handler)
    ///     .build();
    /// ```
    pub fn forbidden_handler<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(HttpRequest) -> R + Send + Sync + 'static,
        R: Responder + 'static,
    {
        self.answers.forbidden = Some(boxed(handler));
        self
    }

    pub(super) fn check_answers(&self) -> Result<(), BuildError> {
        let scope_views = self.answers.scope_views.values().flatten();
        let views = self
            .answers
            .login_view
            .iter()
            .map(|view| ("login_view", view))
            .chain(scope_views.map(|view| ("set_login_view", view)))
            .chain(
                self.answers
                    .refresh_view
                    .iter()
                    .map(|view| ("refresh_view", view)),
            );
        for (setting, view) in views {
            if view.is_empty() || HeaderValue::from_str(view).is_err() {
                return Err(BuildError::View {
                    setting,
                    view: view.clone(),
                });
            }
        }
        if let Some(host) = &self.answers.force_host
            && !is_host(host)
        {
            return Err(BuildError::Host { host: host.clone() });
        }
        Ok(())
    }
}

fn boxed<F, R>(handler: F) -> Handler
where
    F: Fn(HttpRequest) -> R + Send + Sync + 'static,
    R: Responder + 'static,
{
    Box::new(move |request| {
        let response = handler(request.clone()).respond_to(request);
        response.map_into_boxed_body()
    })
}
