//! What a guarded handler can take as arguments.

use actix_web::{Error, FromRequest};

use super::Admitted;

/// What a guarded handler can take: any type that implements actix-web's `FromRequest`, as for
/// every other handler.
///
/// There is nothing to implement. The trait exists so that the compiler reports an error on the
/// argument itself. After such an error the constant `CHECKED` has no value, which keeps the
/// compiler from reporting further errors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    label = "not an extractor",
    note = "for the logged-in user write `CurrentUser<User>`, where `User` has `#[derive(UserMixin)]`",
    note = "otherwise take a type that implements `FromRequest`, such as `web::Path<T>`, \
            `web::Form<T>` or `web::Data<T>`",
    note = "in a guarded `mod` or `impl` block every `async fn` is a handler; \
            mark any other `#[login_not_required]`"
)]
pub trait HandlerArgument<const CHECKED: bool = true>: FromRequest {}

#[diagnostic::do_not_recommend]
impl<T: FromRequest, const CHECKED: bool> HandlerArgument<CHECKED> for T {}

/// Extracts one argument.
///
/// # Errors
///
/// The response to a request from which the argument cannot be extracted.
pub async fn argument<T: HandlerArgument<CHECKED>, const CHECKED: bool>(
    admitted: &mut Admitted,
) -> Result<T, Error> {
    known_argument(admitted).await
}

/// Extracts an argument whose type is known to be an extractor if its type parameters are valid.
/// The compiler then reports errors on those parameters.
///
/// # Errors
///
/// Same as [`argument`].
pub async fn known_argument<T: FromRequest>(admitted: &mut Admitted) -> Result<T, Error> {
    T::from_request(&admitted.request, &mut admitted.payload)
        .await
        .map_err(Into::into)
}
