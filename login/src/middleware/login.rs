//! The manager around an application: gives every request a context, and carries out at its
//! end what the context asks for.

use std::{
    fmt,
    future::{Ready, ready},
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, ready},
};

use actix_web::{
    Error, HttpMessage, HttpResponse, ResponseError,
    dev::{Service, ServiceRequest, ServiceResponse, Transform},
    http::StatusCode,
};
use pin_project_lite::pin_project;

use crate::{
    context::{AttachedContext, ContextPool},
    effects::{Effects, finish, store_and_finish},
    error::LoginError,
    manager::LoginManager,
    pipeline::refuse_cross_site,
    request::SharedBody,
    settings::Settings,
};

impl<S, B> Transform<S, ServiceRequest> for LoginManager
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = LoginMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(LoginMiddleware {
            service,
            settings: self.settings(),
            pool: Rc::default(),
        }))
    }
}

/// The service that [`LoginManager`] wraps around an application or a scope.
pub struct LoginMiddleware<S> {
    service: S,
    settings: Arc<Settings>,
    pool: Rc<ContextPool>,
}

impl<S> fmt::Debug for LoginMiddleware<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginMiddleware")
    }
}

impl<S, B> Service<ServiceRequest> for LoginMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = LoginFuture<S::Future, B>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        // First: whoever is told of a refusal asks which client it was.
        let attached = self.pool.attach(&mut request, &self.settings);
        if let Some(refused) = refuse_cross_site(&request, &self.settings) {
            drop(request);
            self.pool.release(attached);
            return LoginFuture::refused(refused.into(), &self.pool);
        }
        if self.settings.loaders.read_requests() && SharedBody::is_form(request.headers()) {
            let (shared, rest) = SharedBody::split(request.take_payload());
            request.set_payload(rest);
            attached.context().share_body(shared);
        }
        LoginFuture {
            response: Some(self.service.call(request)),
            attached: Some(attached),
            finishing: None,
            result: None,
            pool: Rc::clone(&self.pool),
        }
    }
}

type Finishing = Pin<Box<dyn Future<Output = Result<Effects, LoginError>>>>;

pin_project! {
    /// The answer of the wrapped service, with cookies and caching headers.
    pub struct LoginFuture<F, B> {
        #[pin]
        response: Option<F>,
        attached: Option<AttachedContext>,
        finishing: Option<Finishing>,
        result: Option<Result<ServiceResponse<B>, Error>>,
        pool: Rc<ContextPool>,
    }

    impl<F, B> PinnedDrop for LoginFuture<F, B> {
        fn drop(this: Pin<&mut Self>) {
            // Before the handler, which goes with it, so that what it holds can tell the difference.
            if let Some(attached) = this.project().attached {
                attached.context().break_off();
            }
        }
    }
}

impl<F, B> LoginFuture<F, B> {
    /// The wrapped service is not asked at all.
    fn refused(error: Error, pool: &Rc<ContextPool>) -> Self {
        Self {
            response: None,
            attached: None,
            finishing: None,
            result: Some(Err(error)),
            pool: Rc::clone(pool),
        }
    }
}

impl<F, B> fmt::Debug for LoginFuture<F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginFuture")
    }
}

impl<F, B> Future for LoginFuture<F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<B>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if this.finishing.is_none() {
            let result = match this.response.as_pin_mut() {
                Some(response) => ready!(response.poll(cx)),
                None => match this.result.take() {
                    Some(refused) => return Poll::Ready(refused),
                    None => return Poll::Pending,
                },
            };
            let Some(attached) = this.attached.as_ref() else {
                return Poll::Ready(result);
            };
            if attached.context().close_untouched() {
                if let Some(attached) = this.attached.take() {
                    this.pool.release(attached);
                }
                return Poll::Ready(result);
            }
            if !attached.context().has_news() {
                let request = result.as_ref().ok().map(ServiceResponse::request);
                let effects = finish(request, attached.context());
                if let Some(attached) = this.attached.take() {
                    this.pool.release(attached);
                }
                return Poll::Ready(with_effects(result, effects?));
            }
            let request = result.as_ref().ok().map(|result| result.request().clone());
            *this.finishing = Some(Box::pin(store_and_finish(request, attached.clone())));
            *this.result = Some(result);
        }
        let Some(finishing) = this.finishing else {
            return Poll::Pending;
        };
        let effects = ready!(finishing.as_mut().poll(cx));
        *this.finishing = None;
        if let Some(attached) = this.attached.take() {
            this.pool.release(attached);
        }
        let effects = effects?;
        match this.result.take() {
            Some(result) => Poll::Ready(with_effects(result, effects)),
            None => Poll::Pending,
        }
    }
}

fn with_effects<B>(
    mut result: Result<ServiceResponse<B>, Error>,
    effects: Effects,
) -> Result<ServiceResponse<B>, Error> {
    if effects.are_none() {
        return result;
    }
    match &mut result {
        Ok(response) => effects.apply(response.headers_mut()),
        Err(_) => result = result.map_err(|error| carry(error, effects)),
    }
    result
}

/// An inner middleware may answer with an error, which becomes a response further out; the
/// effects must not be lost on the way.
fn carry(error: Error, effects: Effects) -> Error {
    ErrorWithEffects { error, effects }.into()
}

struct ErrorWithEffects {
    error: Error,
    effects: Effects,
}

impl fmt::Debug for ErrorWithEffects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The cookies are in the effects.
        fmt::Debug::fmt(&self.error, f)
    }
}

impl fmt::Display for ErrorWithEffects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl ResponseError for ErrorWithEffects {
    fn status_code(&self) -> StatusCode {
        self.error.as_response_error().status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.error.error_response();
        self.effects.clone().apply(response.headers_mut());
        response
    }
}
