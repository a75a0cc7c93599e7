//! A request body with two readers: the request loader and the handler after it.
//!
//! Flask parses a form once and keeps it. actix-web hands the body to one reader as a
//! stream, so what either reader takes from the stream is kept for the other.

use std::{
    cell::RefCell,
    future::poll_fn,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker, ready},
};

use actix_web::{
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_TYPE, HeaderMap},
};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;

/// The longest form that the request loader can read, since credentials are short. The handler
/// still gets longer ones.
const LONGEST_FORM: usize = 16 * 1024;

/// The request loader's side of a shared body.
#[derive(Clone)]
pub(crate) struct SharedBody(Rc<RefCell<Shared>>);

struct Shared {
    source: Payload,
    /// What has been received so far, as long as it is short enough for the loader.
    chunks: Vec<Bytes>,
    length: usize,
    state: State,
    /// The tasks that wait for the next chunk. The connection wakes only the one that polled last.
    waiting: Vec<Waker>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Reading,
    Complete,
    Failed,
}

impl SharedBody {
    /// Splits a body that may be a form. The `Payload` is for the rest of the request.
    pub(crate) fn split(source: Payload) -> (Self, Payload) {
        let shared = Self(Rc::new(RefCell::new(Shared {
            source,
            chunks: Vec::new(),
            length: 0,
            state: State::Reading,
            waiting: Vec::new(),
        })));
        let rest = HandlerBody {
            shared: shared.clone(),
            taken: 0,
        };
        (
            shared,
            Payload::Stream {
                payload: Box::pin(rest),
            },
        )
    }

    /// Returns whether the body of a request is a form as browsers send it by default.
    pub(crate) fn is_form(headers: &HeaderMap) -> bool {
        let essence = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next());
        essence.is_some_and(|essence| {
            essence
                .trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
    }

    /// Returns the whole body, `None` if it is too long for a form of credentials or incomplete.
    pub(crate) async fn read(&self) -> Option<Bytes> {
        poll_fn(|cx| {
            let mut shared = self.0.borrow_mut();
            loop {
                if shared.length > LONGEST_FORM {
                    return Poll::Ready(None);
                }
                match shared.state {
                    State::Reading => ready!(shared.poll_chunk(cx)).map_or((), drop),
                    State::Complete => return Poll::Ready(Some(shared.whole())),
                    State::Failed => return Poll::Ready(None),
                }
            }
        })
        .await
    }
}

impl Shared {
    /// Takes the next chunk from the connection and keeps it.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(), PayloadError>>> {
        let Poll::Ready(next) = Pin::new(&mut self.source).poll_next(cx) else {
            if !self
                .waiting
                .iter()
                .any(|waiting| waiting.will_wake(cx.waker()))
            {
                self.waiting.push(cx.waker().clone());
            }
            return Poll::Pending;
        };
        self.waiting.drain(..).for_each(Waker::wake);
        Poll::Ready(match next {
            Some(Ok(chunk)) => {
                self.length = self.length.saturating_add(chunk.len());
                self.chunks.push(chunk);
                Some(Ok(()))
            }
            Some(Err(error)) => {
                self.state = State::Failed;
                Some(Err(error))
            }
            None => {
                self.state = State::Complete;
                None
            }
        })
    }

    fn whole(&self) -> Bytes {
        match self.chunks.as_slice() {
            [only] => only.clone(),
            chunks => {
                let mut whole = BytesMut::with_capacity(self.length);
                for chunk in chunks {
                    whole.extend_from_slice(chunk);
                }
                whole.freeze()
            }
        }
    }
}

/// The handler's side of a shared body.
struct HandlerBody {
    shared: SharedBody,
    /// How many of the chunks that are kept the handler has received.
    taken: usize,
}

impl Stream for HandlerBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let shared = Rc::clone(&self.shared.0);
        let mut shared = shared.borrow_mut();
        if self.taken >= shared.chunks.len() {
            match shared.state {
                State::Reading => match ready!(shared.poll_chunk(cx)) {
                    Some(Ok(())) => {}
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                },
                State::Complete => return Poll::Ready(None),
                // The loader got the error. The handler must not take a truncated body for a
                // complete one.
                State::Failed => {
                    return Poll::Ready(Some(Err(PayloadError::Incomplete(None))));
                }
            }
        }
        if shared.length > LONGEST_FORM {
            // Too long for the loader, so nothing needs to be kept any more.
            shared.chunks.drain(..self.taken);
            self.taken = 0;
            return Poll::Ready(Some(Ok(shared.chunks.remove(0))));
        }
        let chunk = shared.chunks.get(self.taken).cloned().unwrap_or_default();
        self.taken += 1;
        Poll::Ready(Some(Ok(chunk)))
    }
}
