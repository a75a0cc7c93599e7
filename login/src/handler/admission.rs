//! Admits a request past a guard. Each step takes the result of the previous one, so that none can
//! be skipped.

use std::{
    convert::Infallible,
    fmt,
    future::{Ready, ready},
    rc::Rc,
};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};

use super::Requirement;
use crate::{
    context::LoginContext,
    identity::Identity,
    pipeline::{enter, refuse},
    policy,
    refusal::Refusal,
    response::Refused,
};

/// An incoming request, for a guard to decide on. `Debug` prints nothing of it, since it contains
/// cookies.
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
        ready(Ok(Self::new(request, payload)))
    }
}

impl Unguarded {
    pub(super) fn new(request: &HttpRequest, payload: &mut Payload) -> Self {
        Self {
            request: request.clone(),
            payload: payload.take(),
        }
    }
}

/// A request whose user is logged in. Whether that is sufficient has not been decided yet.
#[allow(missing_debug_implementations)] // `Payload` has no `Debug`, and users never see this type.
pub struct LoggedIn {
    request: HttpRequest,
    payload: Payload,
    context: Rc<LoginContext>,
    identity: Identity,
    requirement: Requirement,
}

/// A request that a guard has admitted. Nothing has been extracted from it yet.
#[allow(missing_debug_implementations)]
pub struct Admitted {
    pub(super) request: HttpRequest,
    pub(super) payload: Payload,
}

/// Checks that the user is logged in, before any argument of the handler exists and before the body
/// is read.
///
/// # Errors
///
/// The response to a request that is not admitted.
pub async fn guard(unguarded: Unguarded, requirement: Requirement) -> Result<LoggedIn, Error> {
    let Unguarded { request, payload } = unguarded;
    let (context, identity) = enter(&request).await?;
    let logged_in = LoggedIn {
        request,
        payload,
        context,
        identity,
        requirement,
    };
    logged_in.refuse_unless(policy::Requirement::Login)?;
    Ok(logged_in)
}

impl LoggedIn {
    /// Returns the path of the request, for the log.
    pub(super) fn path(&self) -> &str {
        self.request.path()
    }

    /// Ends the guard. Freshness is checked last, after all other checks, so that no user types a
    /// password only to be refused afterwards.
    ///
    /// # Errors
    ///
    /// The response to a request whose login is not fresh enough.
    pub fn admit(self) -> Result<Admitted, Error> {
        // `guard` has already checked for a login.
        if self.requirement.level != policy::Requirement::Login {
            self.refuse_unless(self.requirement.level)?;
        }
        Ok(Admitted {
            request: self.request,
            payload: self.payload,
        })
    }

    fn refuse_unless(&self, level: policy::Requirement) -> Result<(), Error> {
        if self.is_exempt() {
            return Ok(());
        }
        let Requirement {
            within,
            usual_age_too,
            overrides,
            ..
        } = self.requirement;
        let usual = self.context.settings().lifetimes.fresh;
        let within = within.map(|age| if usual_age_too { age.min(usual) } else { age });
        match refuse(&self.request, &self.context, &self.identity, level, within) {
            Some(refusal) => Err(refusal.with(overrides).into()),
            None => Ok(()),
        }
    }

    /// Returns whether guards admit the request's method without a check.
    pub(super) fn is_exempt(&self) -> bool {
        self.context.is_exempt(&self.request)
    }

    /// Returns the identity that the guard has established.
    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Returns the response to a user who lacks the required rights.
    pub(super) fn forbid(&self) -> Error {
        let context = Rc::clone(&self.context);
        Refusal::new(Refused::Forbidden, self.request.clone(), context).into()
    }
}
