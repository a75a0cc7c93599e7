//! The manager as a middleware: attaches a context to every request, and applies to the response
//! what the context holds at the end of the request.

use std::{
    fmt,
    future::{Ready, ready},
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll},
};

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse, ResponseError,
    dev::{Service, ServiceRequest, ServiceResponse, Transform},
    http::StatusCode,
};
use pin_project_lite::pin_project;

use crate::{
    context::{AttachedContext, ContextPool},
    effects::{Effects, finish, store_and_finish},
    manager::LoginManager,
    pipeline::refuse_cross_site,
    request::SharedBody,
    settings::Settings,
};

impl<S, B> Transform<S, ServiceRequest> for LoginManager
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: 'static,
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
    B: 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = LoginFuture<S::Future, B>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        // Must come first: listeners of the refusal ask for the client's address, which needs the
        // context.
        let attached = self.pool.attach(&mut request, &self.settings);
        if let Some(refused) = refuse_cross_site(&request, &self.settings) {
            drop(request);
            attached.context().close();
            self.pool.release(attached);
            return LoginFuture::refused(refused.into(), &self.pool);
        }
        if self.settings.loaders.read_requests() && SharedBody::is_form(request.headers()) {
            let (shared, rest) = SharedBody::split(request.take_payload());
            request.set_payload(rest);
            attached.context().state_mut().body = Some(shared);
        }
        LoginFuture {
            response: Some(self.service.call(request)),
            attached: Some(attached),
            finishing: None,
            pool: Rc::clone(&self.pool),
        }
    }
}

type Outcome<B> = Result<ServiceResponse<B>, Error>;

pin_project! {
    /// The response of the wrapped service, with cookies and caching headers.
    pub struct LoginFuture<F, B> {
        #[pin]
        response: Option<F>,
        attached: Option<AttachedContext>,
        // Boxed, because it holds the response: most requests do not need it, and futures are moved
        // often.
        finishing: Option<Pin<Box<dyn Future<Output = Outcome<B>>>>>,
        pool: Rc<ContextPool>,
    }

    impl<F, B> PinnedDrop for LoginFuture<F, B> {
        fn drop(this: Pin<&mut Self>) {
            // Runs before the handler's future is dropped, so that values inside it can see that
            // the request was broken off.
            if let Some(attached) = this.project().attached {
                attached.context().break_off();
            }
        }
    }
}

impl<F, B: 'static> LoginFuture<F, B> {
    /// Returns an error without calling the wrapped service.
    fn refused(error: Error, pool: &Rc<ContextPool>) -> Self {
        Self {
            response: None,
            attached: None,
            finishing: Some(Box::pin(ready(Err(error)))),
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
    F: Future<Output = Outcome<B>>,
    B: 'static,
{
    type Output = Outcome<B>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if this.finishing.is_none() {
            let Some(response) = this.response.as_pin_mut() else {
                return Poll::Pending;
            };
            let mut answer = response.poll(cx);
            let Some(attached) = this.attached.take_if(|_| answer.is_ready()) else {
                return answer;
            };
            if attached.context().close_untouched() {
                this.pool.release(attached);
                return answer;
            }
            if !attached.context().has_news() {
                if let Poll::Ready(outcome) = &mut answer {
                    // Modified in place, since moving a response is expensive.
                    match (finish(request_of(outcome), attached.context()), outcome) {
                        (Ok(effects), Ok(response)) => effects.apply(response.headers_mut()),
                        (Ok(effects), Err(_)) => {
                            answer = answer.map_err(|error| carry(error, effects));
                        }
                        (Err(error), _) => answer = Poll::Ready(Err(error.into())),
                    }
                }
                this.pool.release(attached);
                return answer;
            }
            let Poll::Ready(outcome) = answer else {
                return answer;
            };
            *this.finishing = Some(Box::pin(store(outcome, attached.clone())));
            *this.attached = Some(attached);
        }
        let answer = match this.finishing {
            Some(finishing) => finishing.as_mut().poll(cx),
            None => Poll::Pending,
        };
        if answer.is_ready() {
            *this.finishing = None;
            if let Some(attached) = this.attached.take() {
                this.pool.release(attached);
            }
        }
        answer
    }
}

fn request_of<B>(outcome: &Outcome<B>) -> Option<&HttpRequest> {
    outcome.as_ref().ok().map(ServiceResponse::request)
}

async fn store<B>(outcome: Outcome<B>, attached: AttachedContext) -> Outcome<B> {
    let request = request_of(&outcome).cloned();
    match (store_and_finish(request, attached).await, outcome) {
        (Ok(effects), Ok(mut response)) => {
            effects.apply(response.headers_mut());
            Ok(response)
        }
        (Ok(effects), Err(error)) => Err(carry(error, effects)),
        (Err((error, Some(effects))), _) => Err(carry(error.into(), effects)),
        (Err((error, None)), _) => Err(error.into()),
    }
}

/// Attaches the effects to an error. An inner middleware may return an error that becomes a
/// response further out, and the effects must not be lost on the way.
fn carry(error: Error, effects: Effects) -> Error {
    if effects.are_none() {
        return error;
    }
    ErrorWithEffects { error, effects }.into()
}

struct ErrorWithEffects {
    error: Error,
    effects: Effects,
}

impl fmt::Debug for ErrorWithEffects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The effects are left out, since they contain cookies.
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
