//! What a guarded handler takes.

use actix_web::{Error, FromRequest};

use super::Admitted;

/// What a guarded handler can take: whatever implements actix-web's `FromRequest`, as any
/// other handler.
///
/// There is nothing to implement; the trait is here so that the compiler can say what is
/// wrong with an argument, on that argument. Where that was said, `CHECKED` has no value, and
/// the compiler says nothing more of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    label = "not an extractor",
    note = "for the logged-in user write `CurrentUser<User>`, where `User` has `#[derive(UserMixin)]`",
    note = "otherwise take a type that implements `FromRequest`, such as `web::Path<T>`, \
            `web::Form<T>` or `web::Data<T>`"
)]
pub trait HandlerArgument<const CHECKED: bool = true>: FromRequest {}

#[diagnostic::do_not_recommend]
impl<T: FromRequest, const CHECKED: bool> HandlerArgument<CHECKED> for T {}

/// Extracts one argument.
///
/// # Errors
///
/// The answer to a request that does not have it.
pub async fn argument<T: HandlerArgument<CHECKED>, const CHECKED: bool>(
    admitted: &mut Admitted,
) -> Result<T, Error> {
    known_argument(admitted).await
}

/// Extracts an argument whose type is known to be one if what it is made of is right: what is
/// wrong then is said of that.
///
/// # Errors
///
/// As [`argument`].
pub async fn known_argument<T: FromRequest>(admitted: &mut Admitted) -> Result<T, Error> {
    T::from_request(&admitted.request, &mut admitted.payload)
        .await
        .map_err(Into::into)
}
