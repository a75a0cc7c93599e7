//! What a guarded handler answers, and what is answered in its place.

use actix_web::{HttpRequest, HttpResponse, Responder};

use super::Admitted;

/// What a guarded handler can answer: whatever implements actix-web's `Responder`, as any
/// other handler.
///
/// There is nothing to implement; the trait is here so that the compiler can say what is
/// wrong with an answer, on its type.
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

/// The same of a type that is made of others, whose own words say which of them is wrong.
pub fn answer<T: Responder<Body: 'static>>(given: T, admitted: &Admitted) -> HttpResponse {
    given.answer(admitted)
}

/// What an `unauthorized` function can answer. There is nothing to implement; the trait is
/// here so that the compiler can say what is wrong with the function, on its path.
#[diagnostic::on_unimplemented(
    message = "an `unauthorized` function cannot return `{Self}`",
    label = "does not return a response",
    note = "name a function that is not `async`, takes `HttpRequest` and returns a type that implements \
            `Responder`, such as `HttpResponse` or `impl Responder`"
)]
pub trait UnauthorizedAnswer: Responder<Body: 'static> {}

#[diagnostic::do_not_recommend]
impl<T: Responder<Body: 'static>> UnauthorizedAnswer for T {}

/// Makes an answer of what an `unauthorized` function returned.
pub fn respond<R: UnauthorizedAnswer>(
    handler: impl FnOnce(HttpRequest) -> R,
    request: &HttpRequest,
) -> HttpResponse {
    let response = handler(request.clone()).respond_to(request);
    response.map_into_boxed_body()
}
