//! Builder methods for the responses to refused requests: views, messages, handlers.

use actix_web::{HttpRequest, http::header::HeaderValue};

use super::LoginManagerBuilder;
use crate::{
    error::BuildError,
    response::{Handler, UnauthorizedAnswer, is_host, respond},
};

impl LoginManagerBuilder {
    /// Sets where visitors without a login are sent: a path, an address or the name of a route.
    /// Without a login view they get 401.
    ///
    /// The redirect carries the requested page as `next`, for [`NextUrl`](crate::NextUrl), if that
    /// page can be opened again (GET, HEAD). Programs are not redirected. They get 401 with
    /// `{"error":"login_required"}`. A request counts as one of a program if it accepts JSON and no
    /// HTML, if it carries `Authorization` or `X-Requested-With: XMLHttpRequest`, or if a browser
    /// marks it as sent by a script (`Sec-Fetch-Mode` other than `navigate`). HTMX gets 401 with
    /// `HX-Redirect`, and `next` is the page around the fragment. As in Flask-Login, any other
    /// request counts as one of a person. A route name that no route has is detected when it is
    /// first needed: the response is 500, and the log names it.
    pub fn login_view(mut self, view: impl Into<String>) -> Self {
        self.answers.login_view = Some(view.into());
        self
    }

    /// Sets where users are sent whose login is not fresh enough, as for
    /// [`login_view`](Self::login_view); the error code is `fresh_login_required`.
    ///
    /// The page asks for the password again and calls
    /// [`confirm_login`](crate::AuthSession::confirm_login). Guard it with `#[login_required]`.
    pub fn refresh_view(mut self, view: impl Into<String>) -> Self {
        self.answers.refresh_view = Some(view.into());
        self
    }

    /// Sets the login view of the scope that carries this name as
    /// [`LoginScope`](crate::LoginScope), or that of the application if `scope` is `None`
    /// (Flask-Login's `set_login_view`).
    ///
    /// Scopes without a view of their own use that of the application, in whatever order these
    /// methods are called. A name that no scope carries has no effect, because the manager cannot
    /// see the scopes.
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

    /// Leaves the scope with this name without a login view. Visitors who are not logged in get 401
    /// there.
    pub fn no_login_view(mut self, scope: impl Into<String>) -> Self {
        self.answers.scope_views.insert(scope.into(), None);
        self
    }

    /// Sets the message to flash when redirecting to the login view; none by default, because a
    /// page has to show it. [`LOGIN_MESSAGE`](crate::LOGIN_MESSAGE) is the text of Flask-Login.
    pub fn login_message(mut self, message: impl Into<String>) -> Self {
        self.answers.login_notice.message = Some(message.into());
        self
    }

    /// Sets the category of that message; `message` by default.
    pub fn login_message_category(mut self, category: impl Into<String>) -> Self {
        self.answers.login_notice.category = category.into();
        self
    }

    /// Sets the message to flash when redirecting to the refresh view; none by default.
    /// [`REFRESH_MESSAGE`](crate::REFRESH_MESSAGE) is the text of Flask-Login.
    pub fn needs_refresh_message(mut self, message: impl Into<String>) -> Self {
        self.answers.refresh_notice.message = Some(message.into());
        self
    }

    /// Sets the category of that message; `message` by default.
    pub fn needs_refresh_message_category(mut self, category: impl Into<String>) -> Self {
        self.answers.refresh_notice.category = category.into();
        self
    }

    /// Sets a function that translates both messages when they are flashed; none by default.
    pub fn localize_callback<F>(mut self, localize: F) -> Self
    where
        F: Fn(&str) -> String + Send + Sync + 'static,
    {
        self.answers.localize = Some(Box::new(localize));
        self
    }

    /// Keeps the requested page in the session, as the value `next`, instead of in the query
    /// (Flask-Login's `USE_SESSION_FOR_NEXT`); `false` by default.
    ///
    /// A later refusal replaces the page, or removes it if it has none, as after a `POST`. It is also
    /// removed by the next [`NextTarget::redirect`](crate::NextTarget::redirect), wherever that leads,
    /// by a logout, or by the application.
    pub fn use_session_for_next(mut self, in_session: bool) -> Self {
        self.answers.next_in_session = in_session;
        self
    }

    /// Adds `next` to the redirect to the login view after requests of any method, as Flask-Login
    /// does; `false` by default, which adds it only after those that can be opened again (GET,
    /// HEAD).
    pub fn next_after_any_method(mut self, any_method: bool) -> Self {
        self.answers.next_after_any_method = any_method;
        self
    }

    /// Sets the host of redirects that carry `next`, replacing the host of the view (Flask-Login's
    /// `FORCE_HOST_FOR_REDIRECTS`); none by default.
    pub fn force_host_for_redirects(mut self, host: impl Into<String>) -> Self {
        self.answers.force_host = Some(host.into());
        self
    }

    /// Sets a function that answers requests without a login. It replaces everything that
    /// [`login_view`](Self::login_view) does, including the views of scopes and the responses for
    /// JSON and HTMX.
    ///
    /// The function is not async. It takes the request and returns anything that a handler can
    /// return. It must set the status itself; otherwise the status is 200.
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
        R: UnauthorizedAnswer + 'static,
    {
        self.answers.unauthorized = Some(boxed(handler));
        self
    }

    /// Sets a function that answers requests whose login is not fresh enough, in place of
    /// [`refresh_view`](Self::refresh_view); as
    /// [`unauthorized_handler`](Self::unauthorized_handler).
    pub fn needs_refresh_handler<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(HttpRequest) -> R + Send + Sync + 'static,
        R: UnauthorizedAnswer + 'static,
    {
        self.answers.needs_refresh = Some(boxed(handler));
        self
    }

    /// Sets a function that answers requests of users who fail a role, a permission or a test; as
    /// [`unauthorized_handler`](Self::unauthorized_handler). Without one the response is 403:
    /// `Forbidden` for people, `{"error":"forbidden"}` for programs.
    ///
    /// Flask-Login does not handle roles and therefore has no such setting.
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
        R: UnauthorizedAnswer + 'static,
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
    R: UnauthorizedAnswer + 'static,
{
    Box::new(move |request| respond(&handler, request))
}
