//! Extracts all arguments of a guarded handler as one, after its guard.

use std::{fmt, marker::PhantomData, pin::Pin};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};

use super::{
    Admitted, HandlerArgument, LoggedIn, Requirement, Unguarded, argument, guard, known_argument,
};

/// The guard of a handler, as a type.
pub trait Guard: 'static {
    /// What kind of login the guard requires.
    const REQUIREMENT: Requirement;

    /// Checks what the guard requires of the user beyond a login.
    ///
    /// # Errors
    ///
    /// The response to a request whose user does not pass the check.
    fn check(_: &LoggedIn) -> Result<(), Error> {
        Ok(())
    }
}

/// The guard of `#[login_required]` without options.
#[derive(Clone, Copy, Debug)]
pub struct LoginRequired;

impl Guard for LoginRequired {
    const REQUIREMENT: Requirement = Requirement::LOGIN;
}

/// The guard of `#[fresh_login_required]` without options.
#[derive(Clone, Copy, Debug)]
pub struct FreshLoginRequired;

impl Guard for FreshLoginRequired {
    const REQUIREMENT: Requirement = Requirement::FRESH_LOGIN;
}

/// The arguments of a handler, extracted only after its guard has admitted the request. They are
/// nested tuples of the first argument and the rest, with a `()` between them if the first is known
/// to be an extractor.
///
/// actix-web extracts the arguments of a handler concurrently. As the only argument, this one makes
/// all others wait for the guard.
pub struct Admit<G, T, const CHECKED: bool = true> {
    /// The arguments, in order.
    pub arguments: T,
    guard: PhantomData<G>,
}

/// The single argument of a handler with only `#[login_required]`.
pub type LoginAdmit<T, const CHECKED: bool = true> = Admit<LoginRequired, T, CHECKED>;

/// The single argument of a handler with only `#[fresh_login_required]`.
pub type FreshLoginAdmit<T, const CHECKED: bool = true> = Admit<FreshLoginRequired, T, CHECKED>;

impl<G, T, const CHECKED: bool> fmt::Debug for Admit<G, T, CHECKED> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Admit(..)")
    }
}

impl<G, T, const CHECKED: bool> FromRequest for Admit<G, T, CHECKED>
where
    G: Guard,
    T: Arguments<CHECKED> + 'static,
{
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let unguarded = Unguarded::new(request, payload);
        Box::pin(async move {
            let logged_in = guard(unguarded, G::REQUIREMENT).await?;
            G::check(&logged_in)?;
            let mut admitted = logged_in.admit()?;
            Ok(Self {
                arguments: T::extract(&mut admitted).await?,
                guard: PhantomData,
            })
        })
    }
}

/// Arguments that are extracted one after another.
pub trait Arguments<const CHECKED: bool>: Sized {
    #[doc(hidden)]
    fn extract(admitted: &mut Admitted) -> impl Future<Output = Result<Self, Error>>;
}

impl<const CHECKED: bool> Arguments<CHECKED> for () {
    async fn extract(_: &mut Admitted) -> Result<Self, Error> {
        Ok(())
    }
}

impl<A, Rest, const CHECKED: bool> Arguments<CHECKED> for (A, Rest)
where
    A: HandlerArgument<CHECKED>,
    Rest: Arguments<CHECKED>,
{
    async fn extract(admitted: &mut Admitted) -> Result<Self, Error> {
        let first = argument::<A, CHECKED>(admitted).await?;
        let rest = Rest::extract(admitted).await?;
        Ok((first, rest))
    }
}

impl<A, Rest, const CHECKED: bool> Arguments<CHECKED> for (A, (), Rest)
where
    A: FromRequest,
    Rest: Arguments<CHECKED>,
{
    async fn extract(admitted: &mut Admitted) -> Result<Self, Error> {
        let first = known_argument::<A>(admitted).await?;
        let rest = Rest::extract(admitted).await?;
        Ok((first, (), rest))
    }
}

/// Returns `true`. Compiles only for a type that can be an argument of a handler.
#[must_use]
pub const fn is_argument<T: HandlerArgument>() -> bool {
    true
}

/// Returns `true`. Compiles only for a `CurrentUser` of a user type, and reports errors on that
/// user type.
#[must_use]
pub const fn is_user<T: FromRequest>() -> bool {
    true
}
