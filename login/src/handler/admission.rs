//! The way past a guard. Each step takes what the step before has made, so that none can be
//! left out.

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

/// A request whose user is logged in; whether that is enough is still to be asked.
#[allow(missing_debug_implementations)] // A body has no output, and it is never seen.
pub struct LoggedIn {
    request: HttpRequest,
    payload: Payload,
    context: Rc<LoginContext>,
    identity: Identity,
    requirement: Requirement,
}

/// A request that a guard has let pass; nothing of it has been extracted yet.
#[allow(missing_debug_implementations)]
pub struct Admitted {
    pub(super) request: HttpRequest,
    pub(super) payload: Payload,
}

/// Decides before any argument of the handler exists and before the body is touched.
///
/// # Errors
///
/// The answer to a request that may not pass.
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
    /// Ends the guard: whatever else was asked for, freshness is asked for last, so that
    /// nobody types a password only to be refused.
    ///
    /// # Errors
    ///
    /// The answer to a request whose login is not fresh enough.
    pub fn admit(self) -> Result<Admitted, Error> {
        // Of a mere login the guard has made sure already.
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

    /// Whether the request's method is let pass without a look.
    pub(super) fn is_exempt(&self) -> bool {
        self.context.is_exempt(&self.request)
    }

    /// Whom the guard has made sure of.
    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The answer to a user who is not the right one.
    pub(super) fn forbid(&self) -> Error {
        let context = Rc::clone(&self.context);
        Refusal::new(Refused::Forbidden, self.request.clone(), context).into()
    }
}
