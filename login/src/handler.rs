//! What a guarded handler can take and answer, and the order in which that happens: the
//! guard, the arguments one by one, the handler, its answer.
//!
//! The attributes write calls into this module; there is nothing in it to use by hand.

use std::{
    convert::Infallible,
    fmt,
    future::{Ready, ready},
    time::Duration,
};

use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, Responder, dev::Payload};

use crate::{
    context::LoginContext,
    extract::CurrentUser,
    pipeline::authorize,
    policy,
    refusal::Refusal,
    response::{Overrides, Refused},
    user::UserMixin,
};

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

/// What a guard asks for, and what it answers in place of what the manager says.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Requirement {
    level: policy::Requirement,
    within: Option<Duration>,
    overrides: Overrides,
}

impl Requirement {
    /// Somebody is logged in.
    pub const LOGIN: Self = Self::of(policy::Requirement::Login);

    /// Somebody logged in a short while ago, by password or the like.
    pub const FRESH_LOGIN: Self = Self::of(policy::Requirement::FreshLogin);

    const fn of(level: policy::Requirement) -> Self {
        Self {
            level,
            within: None,
            overrides: Overrides {
                login_view: None,
                refresh_view: None,
                unauthorized: None,
            },
        }
    }

    /// How many seconds a login counts as fresh.
    pub const fn within(mut self, seconds: u64) -> Self {
        self.within = Some(Duration::from_secs(seconds));
        self
    }

    /// Where requests without a login are sent.
    pub const fn login_view(mut self, view: &'static str) -> Self {
        self.overrides.login_view = Some(view);
        self
    }

    /// Where requests are sent whose login is not fresh.
    pub const fn refresh_view(mut self, view: &'static str) -> Self {
        self.overrides.refresh_view = Some(view);
        self
    }

    /// What requests without a login are answered.
    pub const fn unauthorized(mut self, handler: fn(&HttpRequest) -> HttpResponse) -> Self {
        self.overrides.unauthorized = Some(handler);
        self
    }
}

/// Decides before any argument of the handler exists and before the body is touched.
///
/// # Errors
///
/// The answer to a request that may not pass.
pub async fn guard(unguarded: Unguarded, requirement: Requirement) -> Result<Admitted, Error> {
    let Unguarded { request, payload } = unguarded;
    let Requirement {
        level,
        within,
        overrides,
    } = requirement;
    authorize(&request, level, within, overrides).await?;
    Ok(Admitted { request, payload })
}

/// Lets only those users pass whom the application's own test lets pass.
///
/// # Errors
///
/// 403; 500 if the loaders return another type of user than the test takes.
pub fn test<U: UserMixin>(test: impl FnOnce(&U) -> bool, admitted: &Admitted) -> Result<(), Error> {
    let request = &admitted.request;
    let context = LoginContext::of(request)?;
    if context.is_exempt(request) {
        return Ok(());
    }
    // The guard has made sure of it.
    let identity = context.identity().unwrap_or_default();
    match CurrentUser::<U>::of(&identity)? {
        Some(user) if test(&user) => Ok(()),
        _ => Err(Refusal::new(Refused::Forbidden, request.clone(), context).into()),
    }
}

/// What an `unauthorized` function can answer. There is nothing to implement; the trait is
/// here so that the compiler can say what is wrong with the function, on its path.
#[diagnostic::on_unimplemented(
    message = "an `unauthorized` function cannot answer `{Self}`",
    label = "does not answer with a response",
    note = "name a function, not `async`, from `HttpRequest` to something that implements \
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
