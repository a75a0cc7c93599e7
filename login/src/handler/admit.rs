//! All arguments of a guarded handler in one, behind its guard.

use std::{fmt, marker::PhantomData, pin::Pin};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};

use super::{
    Admitted, HandlerArgument, LoggedIn, Requirement, Unguarded, argument, guard, known_argument,
};

/// What the guard of a handler asks for, as a type.
pub trait Guard: 'static {
    /// Whether somebody is logged in, and how well.
    const REQUIREMENT: Requirement;

    /// What the user must be beyond that.
    ///
    /// # Errors
    ///
    /// The answer to a request whose user is not.
    fn check(_: &LoggedIn) -> Result<(), Error> {
        Ok(())
    }
}

/// `#[login_required]` without options.
#[derive(Clone, Copy, Debug)]
pub struct LoginRequired;

impl Guard for LoginRequired {
    const REQUIREMENT: Requirement = Requirement::LOGIN;
}

/// `#[fresh_login_required]` without options.
#[derive(Clone, Copy, Debug)]
pub struct FreshLoginRequired;

impl Guard for FreshLoginRequired {
    const REQUIREMENT: Requirement = Requirement::FRESH_LOGIN;
}

/// The arguments of a handler, which exist only once its guard has let the request pass: the
/// first and the rest, with a `()` between them where the first is known to be an extractor.
///
/// actix-web creates the arguments of a handler side by side; being the only one, this keeps
/// all others waiting.
pub struct Admit<G, T, const CHECKED: bool = true> {
    /// The arguments in their order.
    pub arguments: T,
    guard: PhantomData<G>,
}

/// The one argument of a handler with `#[login_required]` alone.
pub type LoginAdmit<T, const CHECKED: bool = true> = Admit<LoginRequired, T, CHECKED>;

/// The one argument of a handler with `#[fresh_login_required]` alone.
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

/// Arguments that are extracted one after the other.
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

/// Compiles only for an argument that a handler can have.
#[must_use]
pub const fn is_argument<T: HandlerArgument>() -> bool {
    true
}

/// Compiles only for the current user of a user type: what is wrong is said of that type.
#[must_use]
pub const fn is_user<T: FromRequest>() -> bool {
    true
}
