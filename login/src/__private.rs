//! What expansions of the macros may name, and nothing else does. Not part of the public
//! interface: any version may change it, so `login-macros` is pinned.

use actix_web::{Error, FromRequest, Responder, dev};

pub use actix_web::{HttpRequest, HttpResponse, web::Payload};
pub use core::option::Option;
pub use std::borrow::Cow;

use crate::pipeline::authorize;
pub use crate::policy::Requirement;

/// What a field marked `#[user(session_hash)]` says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a session hash",
    label = "is not made of bytes",
    note = "mark a field with the stored password hash, a `String` or `Vec<u8>`"
)]
pub trait SessionHash {
    /// The bytes, if there are any.
    fn session_hash(&self) -> Option<&[u8]>;
}

#[diagnostic::do_not_recommend]
impl<T: AsRef<[u8]>> SessionHash for T {
    fn session_hash(&self) -> Option<&[u8]> {
        Some(self.as_ref())
    }
}

/// The bytes of a session hash.
pub fn session_hash<T: SessionHash>(field: &T) -> Option<Cow<'_, [u8]>> {
    field.session_hash().map(Cow::Borrowed)
}

/// A request that a guard has let pass; nothing of it has been extracted yet.
#[allow(missing_debug_implementations)] // A body has no output, and it is never seen.
pub struct Admitted {
    request: HttpRequest,
    payload: dev::Payload,
}

/// What a guarded handler comes down to.
pub type Answer = Result<HttpResponse, Error>;

/// Decides before any argument of the handler exists and before the body is touched.
///
/// # Errors
///
/// The answer to a request that may not pass.
pub async fn guard(
    request: HttpRequest,
    payload: Payload,
    requirement: Requirement,
) -> Result<Admitted, Error> {
    authorize(&request, requirement).await?;
    Ok(Admitted {
        request,
        payload: payload.into_inner(),
    })
}

/// What a guarded handler can take: everything that an unguarded one can.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    label = "does not come from a request",
    note = "take something that implements `FromRequest`, such as `web::Path<T>`, `web::Form<T>`, \
            `web::Data<T>` or `login::CurrentUser<U>`"
)]
pub trait HandlerArgument: FromRequest {}

#[diagnostic::do_not_recommend]
impl<T: FromRequest> HandlerArgument for T {}

/// Extracts one argument.
///
/// # Errors
///
/// The answer to a request that does not have it.
pub async fn extract<T: HandlerArgument>(admitted: &mut Admitted) -> Result<T, Error> {
    T::from_request(&admitted.request, &mut admitted.payload)
        .await
        .map_err(Into::into)
}

/// What a guarded handler can return: everything that an unguarded one can.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a handler",
    label = "is no response",
    note = "return something that implements `Responder`, such as `HttpResponse`, `String`, \
            `impl Responder` or `actix_web::Result<…>` of one"
)]
pub trait HandlerResponse: Responder {}

#[diagnostic::do_not_recommend]
impl<T: Responder> HandlerResponse for T {}

/// Makes a response of what the handler returned.
///
/// # Errors
///
/// None; an answer that is one has become a response.
pub fn respond<T: HandlerResponse<Body: 'static>>(answer: T, admitted: &Admitted) -> Answer {
    let response = answer.respond_to(&admitted.request);
    Ok(response.map_into_boxed_body())
}
