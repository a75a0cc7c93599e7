//! A middleware that requires a login for everything that is not explicitly allowed.

use std::{
    collections::BTreeSet,
    fmt,
    future::{Ready, ready as now},
    pin::Pin,
    rc::Rc,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use actix_web::{
    Error, HttpRequest,
    body::EitherBody,
    dev::{ResourceDef, Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
};
use pin_project_lite::pin_project;

use crate::{
    context::LoginContext,
    pipeline::{enter, refuse},
    policy::Requirement,
    response::Overrides,
};

/// Requires a login for a whole application or scope, except for paths that are
/// [allowed](Self::allow) (Django's `LoginRequiredMiddleware`; ASVS 8.1.1, deny by default).
///
/// Call `.wrap` with it **before** the call with the [`LoginManager`](crate::LoginManager), which
/// must be the outer middleware. In the wrong order every request to a path that is not allowed
/// gets a 500, and the log states the reason. It responds as `#[login_required]` does. Guards on
/// handlers inside can require more.
///
/// It decides before the request is routed. A visitor who is not logged in therefore gets the same
/// response whether or not a page exists, and a handler's `#[login_not_required]` does not exempt
/// it: that attribute is for guarded modules and `impl` blocks. For an allowed path only the path
/// is compared; no cookie is read. The allowed paths are logged once at startup, in the format of
/// `Debug`.
///
/// The user is loaded before the handler is known, even for handlers that do not need one. A loader
/// or listener must not keep a clone of its request after it returns: actix-web needs exclusive
/// access to the request for routing, and panics otherwise.
///
/// # Examples
///
/// ```
/// use actix_web::{App, web};
/// use login::{LoginManager, RequireLogin, SecretKey, UserMixin};
///
/// # #[derive(Clone, UserMixin)] struct User { id: i64 }
/// # async fn user_loader(id: i64) -> Option<User> { None }
/// # let manager = LoginManager::builder(SecretKey::generate()?).user_loader(user_loader).login_view("/login").build()?;
/// let app = App::new()
///     .wrap(RequireLogin::new().allow("/login").allow("/static/{file}*"))
///     .wrap(manager.clone());
///
/// // Or only for a part of it:
/// let app = App::new()
///     .service(web::scope("/admin").wrap(RequireLogin::new()))
///     .wrap(manager);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct RequireLogin {
    open: Vec<ResourceDef>,
    login_view: Option<&'static str>,
    for_programs: bool,
}

impl RequireLogin {
    /// Requires a login for everything until it is [allowed](Self::allow), including the login
    /// page.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows everyone to request a path, with any method. The pattern has actix-web's syntax for
    /// routes: `/login`, `/articles/{id}`, `/static/{file}*`.
    ///
    /// In a scope, the pattern is relative to the scope's own path, like the scope's routes. It is
    /// matched against the same text as routes are, so no spelling of an address is allowed here
    /// but routed to something else.
    ///
    /// # Panics
    ///
    /// Panics if the pattern is malformed, as a route does.
    #[must_use]
    pub fn allow(mut self, pattern: &str) -> Self {
        self.open.push(ResourceDef::new(pattern));
        self
    }

    /// Sets a login view that replaces the manager's: a path, an address or the name of a route.
    ///
    /// A [`LoginView`](crate::LoginView) in the data of a scope is not visible to a middleware
    /// around that scope. This method has the same effect.
    #[must_use]
    pub fn login_view(mut self, view: &'static str) -> Self {
        self.login_view = Some(view);
        self
    }

    /// Responds to refused requests with a status and JSON, and never with a redirect to a view. An
    /// [`unauthorized_handler`](crate::LoginManagerBuilder::unauthorized_handler) takes precedence,
    /// if there is one.
    ///
    /// A [`LoginScope`](crate::LoginScope) in the data of a scope is not visible to a middleware
    /// around that scope. This method has the same effect as its
    /// [`for_programs`](crate::LoginScope::for_programs).
    #[must_use]
    pub fn for_programs(mut self) -> Self {
        self.for_programs = true;
        self
    }

    fn is_open(&self, request: &ServiceRequest) -> bool {
        let path = request.match_info().unprocessed();
        self.open.iter().any(|pattern| pattern.is_match(path))
    }
}

/// Shows the allowed paths.
impl fmt::Debug for RequireLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let patterns = self.open.iter().filter_map(ResourceDef::pattern);
        f.write_str("RequireLogin, open: ")?;
        f.debug_list().entries(patterns).finish()
    }
}

impl<S, B> Transform<S, ServiceRequest> for RequireLogin
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = RequireLoginMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        report(self);
        now(Ok(RequireLoginMiddleware {
            service: Rc::new(service),
            rules: self.clone(),
        }))
    }
}

/// Logs the allowed paths once, not once per worker thread.
fn report(rules: &RequireLogin) {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let report = format!("{rules:?}");
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    if !told.contains(&report) {
        tracing::info!("{report}");
        told.insert(report);
    }
}

/// The service that [`RequireLogin`] wraps around an application or a scope.
pub struct RequireLoginMiddleware<S> {
    service: Rc<S>,
    rules: RequireLogin,
}

impl<S> fmt::Debug for RequireLoginMiddleware<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequireLoginMiddleware")
            .field(&self.rules)
            .finish()
    }
}

impl<S, B> Service<ServiceRequest> for RequireLoginMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = RequireLoginFuture<S::Future, B>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        if self.rules.is_open(&request) {
            let response = self.service.call(request);
            return RequireLoginFuture {
                way: Way::Open { response },
            };
        }
        let service = Rc::clone(&self.service);
        let overrides = Overrides {
            login_view: self.rules.login_view,
            for_programs: self.rules.for_programs,
            ..Overrides::default()
        };
        let response = Box::pin(async move {
            // `admit` drops its clone of the request before the service is called, which needs
            // exclusive access.
            if let Err(refusal) = admit(request.request().clone(), overrides).await {
                return Ok(request.error_response(refusal).map_into_right_body());
            }
            let response = service.call(request).await?;
            Ok(response.map_into_left_body())
        });
        RequireLoginFuture {
            way: Way::Asked { response },
        }
    }
}

type Answered<B> = Result<ServiceResponse<EitherBody<B>>, Error>;

pin_project! {
    /// The response of the wrapped service, or of the guard.
    pub struct RequireLoginFuture<F, B> {
        #[pin]
        way: Way<F, B>,
    }
}

pin_project! {
    #[project = Projected]
    enum Way<F, B> {
        Open { #[pin] response: F },
        Asked { response: Pin<Box<dyn Future<Output = Answered<B>>>> },
    }
}

impl<F, B> fmt::Debug for RequireLoginFuture<F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequireLoginFuture")
    }
}

impl<F, B> Future for RequireLoginFuture<F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Answered<B>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().way.project() {
            Projected::Open { response } => {
                let response = ready!(response.poll(cx))?;
                Poll::Ready(Ok(response.map_into_left_body()))
            }
            Projected::Asked { response } => response.as_mut().poll(cx),
        }
    }
}

async fn admit(request: HttpRequest, overrides: Overrides) -> Result<(), Error> {
    if LoginContext::peek(&request).is_none() {
        tracing::error!(
            "`RequireLogin` stands outside of the `LoginManager`: \
             call `.wrap(RequireLogin…)` before `.wrap(manager)`"
        );
    }
    let (context, identity) = enter(&request).await?;
    if context.is_exempt(&request) {
        return Ok(());
    }
    match refuse(&request, &context, &identity, Requirement::Login, None) {
        Some(refusal) => Err(refusal.with(overrides).into()),
        None => Ok(()),
    }
}
