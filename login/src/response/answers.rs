//! How an application responds to the requests that its guards refuse.

use std::{collections::HashMap, fmt};

use actix_web::{HttpRequest, HttpResponse, Responder, http::StatusCode};

/// The login view of one scope. It replaces the application's login view there.
///
/// The equivalent of Flask-Login's `blueprint_login_views`, set on the scope itself. To configure
/// all views in the manager instead, name the scope with [`LoginScope`].
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
pub struct LoginView(pub(crate) String);

impl LoginView {
    /// Creates a login view from a path, an address or the name of a route, as for
    /// [`login_view`](crate::LoginManagerBuilder::login_view).
    #[must_use]
    pub fn new(view: impl Into<String>) -> Self {
        Self(view.into())
    }
}

/// Names a scope, like the name of a blueprint in Flask, so that
/// [`set_login_view`](crate::LoginManagerBuilder::set_login_view) can set a view for it. It can
/// also mark a scope as [for programs](Self::for_programs).
///
/// # Examples
///
/// ```
/// use actix_web::web;
/// use login::LoginScope;
///
/// let admin = web::scope("/admin").app_data(LoginScope::new("admin"));
/// let api = web::scope("/api").app_data(LoginScope::new("api").for_programs());
/// ```
#[derive(Clone, Debug)]
pub struct LoginScope {
    name: String,
    for_programs: bool,
}

impl LoginScope {
    /// Creates a scope with this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            for_programs: false,
        }
    }

    /// Responds to refused requests in this scope with a status and JSON that states the reason,
    /// whatever the request accepts. There is no redirect to a view, and no message is stored for
    /// one. Use it for an API next to pages: clients like `curl` send the same headers as a visitor
    /// who wants a page. An
    /// [`unauthorized_handler`](crate::LoginManagerBuilder::unauthorized_handler) and its siblings
    /// still take precedence, here as everywhere.
    #[must_use]
    pub fn for_programs(self) -> Self {
        Self {
            for_programs: true,
            ..self
        }
    }

    pub(crate) fn is_for_programs(&self) -> bool {
        self.for_programs
    }
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Unauthorized,
    NeedsRefresh,
    /// The user is logged in but lacks the required rights. Logging in again would not help.
    Forbidden,
}

impl Refused {
    /// The reason that the JSON response states.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unauthorized => "login_required",
            Self::NeedsRefresh => "fresh_login_required",
            Self::Forbidden => "forbidden",
        }
    }

    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Unauthorized | Self::NeedsRefresh => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
        }
    }
}

/// Settings of a single guard that replace those of the manager.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) login_view: Option<&'static str>,
    pub(crate) refresh_view: Option<&'static str>,
    pub(crate) unauthorized: Option<fn(&HttpRequest) -> HttpResponse>,
    pub(crate) for_programs: bool,
}

/// What a function can return that answers refused requests: `unauthorized` of a guard, and the
/// handlers of the builder.
///
/// There is nothing to implement. The trait exists so that the compiler can explain what is wrong.
#[diagnostic::on_unimplemented(
    message = "a function that answers refused requests cannot return `{Self}`",
    label = "does not return a response",
    note = "name a function that is not `async`, takes `HttpRequest` and returns a type that implements \
            `Responder`, such as `HttpResponse` or `impl Responder`"
)]
pub trait UnauthorizedAnswer: Responder<Body: 'static> {}

#[diagnostic::do_not_recommend]
impl<T: Responder<Body: 'static>> UnauthorizedAnswer for T {}

/// Calls a function that answers refused requests.
pub fn respond<R: UnauthorizedAnswer>(
    handler: impl FnOnce(HttpRequest) -> R,
    request: &HttpRequest,
) -> HttpResponse {
    let response = handler(request.clone()).respond_to(request);
    response.map_into_boxed_body()
}

/// Builds the application's own response to a refused request.
pub(crate) type Handler = Box<dyn Fn(&HttpRequest) -> HttpResponse + Send + Sync>;

/// Translates a message.
pub(crate) type Localize = Box<dyn Fn(&str) -> String + Send + Sync>;

/// The message that accompanies a redirect to a view.
#[derive(Debug)]
pub(crate) struct Notice {
    pub(crate) message: Option<String>,
    pub(crate) category: String,
}

impl Default for Notice {
    fn default() -> Self {
        Self {
            message: None,
            category: "message".to_owned(),
        }
    }
}

/// The application's settings for responses to refused requests.
#[derive(Default)]
pub(crate) struct Answers {
    pub(crate) login_view: Option<String>,
    /// Keyed by the name of the scope. `None` means that the scope has no view.
    pub(crate) scope_views: HashMap<String, Option<String>>,
    pub(crate) refresh_view: Option<String>,
    pub(crate) unauthorized: Option<Handler>,
    pub(crate) needs_refresh: Option<Handler>,
    pub(crate) forbidden: Option<Handler>,
    pub(crate) login_notice: Notice,
    pub(crate) refresh_notice: Notice,
    pub(crate) localize: Option<Localize>,
    pub(crate) next_in_session: bool,
    pub(crate) next_after_any_method: bool,
    pub(crate) force_host: Option<String>,
}

impl Answers {
    pub(crate) fn handler(&self, refused: Refused) -> Option<&Handler> {
        match refused {
            Refused::Unauthorized => self.unauthorized.as_ref(),
            Refused::NeedsRefresh => self.needs_refresh.as_ref(),
            Refused::Forbidden => self.forbidden.as_ref(),
        }
    }

    /// Returns the view for a refused request: that of the scope if it has one, otherwise the
    /// application's.
    pub(crate) fn view<'a>(
        &'a self,
        refused: Refused,
        scope: Option<&LoginScope>,
        request: &'a HttpRequest,
    ) -> Option<&'a str> {
        match refused {
            Refused::Unauthorized => {}
            Refused::NeedsRefresh => return self.refresh_view.as_deref(),
            Refused::Forbidden => return None,
        }
        if let Some(LoginView(view)) = request.app_data() {
            return Some(view);
        }
        match scope.and_then(|scope| self.scope_views.get(&scope.name)) {
            Some(of_scope) => of_scope.as_deref(),
            None => self.login_view.as_deref(),
        }
    }

    /// Returns the message to show at the view, and its category.
    pub(crate) fn message(&self, refused: Refused) -> Option<(String, &str)> {
        let notice = match refused {
            Refused::Unauthorized => &self.login_notice,
            Refused::NeedsRefresh => &self.refresh_notice,
            Refused::Forbidden => return None,
        };
        let message = notice.message.as_deref().filter(|text| !text.is_empty())?;
        let message = match &self.localize {
            Some(localize) => localize(message),
            None => message.to_owned(),
        };
        Some((message, &notice.category))
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers")
            .field("login_view", &self.login_view)
            .field("scope_views", &self.scope_views)
            .field("refresh_view", &self.refresh_view)
            .finish_non_exhaustive()
    }
}
