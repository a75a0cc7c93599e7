//! Extractors that need the session, which may have to be loaded from a store first.

use std::{
    fmt,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{Error, HttpRequest};

use crate::{context::LoginContext, storage::open_session};

/// The future of such an extractor. It is ready at once if sessions are in the cookie.
pub struct Opening<T, E = Error>(State<T, E>);

enum State<T, E> {
    Done(Option<Result<T, E>>),
    Loading(Pin<Box<dyn Future<Output = Result<T, E>>>>),
}

impl<T, E> Opening<T, E> {
    pub(super) fn done(result: Result<T, E>) -> Self {
        Self(State::Done(Some(result)))
    }

    pub(super) fn loading(loading: impl Future<Output = Result<T, E>> + 'static) -> Self {
        Self(State::Loading(Box::pin(loading)))
    }
}

impl<T: 'static> Opening<T> {
    /// Opens the session and then creates the extractor with `make`.
    pub(super) fn of(request: &HttpRequest, make: fn(&HttpRequest, Rc<LoginContext>) -> T) -> Self {
        let context = match LoginContext::of(request) {
            Ok(context) => context,
            Err(error) => return Self::done(Err(error.into())),
        };
        if context.is_ready() {
            drop(context.open_state(request));
            return Self::done(Ok(make(request, context)));
        }
        let request = request.clone();
        Self::loading(async move {
            open_session(&request, &context).await?;
            Ok(make(&request, context))
        })
    }
}

impl<T: Unpin, E: Unpin> Future for Opening<T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Done(result) => result.take().map_or(Poll::Pending, Poll::Ready),
            State::Loading(loading) => loading.as_mut().poll(cx),
        }
    }
}

impl<T, E> fmt::Debug for Opening<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opening")
    }
}
