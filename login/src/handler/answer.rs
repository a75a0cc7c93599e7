//! What a guarded handler can return.

use actix_web::{HttpResponse, Responder};

use super::Admitted;

/// What a guarded handler can return: any type that implements actix-web's `Responder`, as for
/// every other handler.
///
/// There is nothing to implement. The trait exists so that the compiler reports an error on the
/// type that a handler returns.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not a response",
    note = "return a type that implements `Responder`, such as `HttpResponse`, `String`, \
            `impl Responder` or an `actix_web::Result` of one",
    note = "in a guarded `mod` or `impl` block every `async fn` is a handler; \
            mark any other `#[login_not_required]`"
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

/// Does the same for a type that is composed of others. The plain `Responder` bound makes the
/// compiler name the component that is wrong.
pub fn answer<T: Responder<Body: 'static>>(given: T, admitted: &Admitted) -> HttpResponse {
    given.answer(admitted)
}
