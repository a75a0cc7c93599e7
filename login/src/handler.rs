//! What a guarded handler can take and answer, and the order in which that happens: the
//! guard, the arguments one by one, the handler, its answer.
//!
//! The attributes write calls into this module; there is nothing in it to use by hand.

use std::{
    convert::Infallible,
    fmt,
    future::{Ready, ready},
};

use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, Responder, dev::Payload};

use crate::{pipeline::authorize, policy::Requirement};

/// A request as it came in, for a guard to decide on. `Debug` shows nothing of it, cookies
/// least of all.
pub struct Unguarded {
    request: HttpRequest,
    payload: Payload,
}

impl fmt::Debug for Unguarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unguarded(..)")
    }
}

impl FromRequest for Unguarded {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            request: request.clone(),
            payload: payload.take(),
        }))
    }
}

/// A request that a guard has let pass; nothing of it has been extracted yet.
#[allow(missing_debug_implementations)] // A body has no output, and it is never seen.
pub struct Admitted {
    request: HttpRequest,
    payload: Payload,
}

/// Decides before any argument of the handler exists and before the body is touched.
///
/// # Errors
///
/// The answer to a request that may not pass.
pub async fn guard(unguarded: Unguarded, requirement: Requirement) -> Result<Admitted, Error> {
    let Unguarded { request, payload } = unguarded;
    authorize(&request, requirement).await?;
    Ok(Admitted { request, payload })
}

/// What a guarded handler can take: whatever implements actix-web's [`FromRequest`], as any
/// other handler.
///
/// There is nothing to implement; the trait is here so that the compiler can say what is
/// wrong with an argument, on that argument.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    label = "does not come from a request",
    note = "for the logged-in user write `CurrentUser<User>`, where `User` has `#[derive(UserMixin)]`",
    note = "else take something that implements `FromRequest`, such as `web::Path<T>`, \
            `web::Form<T>` or `web::Data<T>`"
)]
pub trait HandlerArgument: FromRequest {}

#[diagnostic::do_not_recommend]
impl<T: FromRequest> HandlerArgument for T {}

/// Extracts one argument.
///
/// # Errors
///
/// The answer to a request that does not have it.
pub async fn argument<T: HandlerArgument>(admitted: &mut Admitted) -> Result<T, Error> {
    T::from_request(&admitted.request, &mut admitted.payload)
        .await
        .map_err(Into::into)
}

/// What a guarded handler can answer: whatever implements actix-web's [`Responder`], as any
/// other handler.
///
/// There is nothing to implement; the trait is here so that the compiler can say what is
/// wrong with an answer, on its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a handler",
    label = "is no response",
    note = "return something that implements `Responder`, such as `HttpResponse`, `String`, \
            `impl Responder` or an `actix_web::Result` of one"
)]
pub trait HandlerAnswer {
    #[doc(hidden)]
    fn answer(self, admitted: &Admitted) -> HttpResponse;
}

#[diagnostic::do_not_recommend]
impl<T: Responder<Body: 'static>> HandlerAnswer for T {
    fn answer(self, admitted: &Admitted) -> HttpResponse {
        self.respond_to(&admitted.request).map_into_boxed_body()
    }
}
