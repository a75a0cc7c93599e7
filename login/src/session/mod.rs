//! The session: what the browser carries from request to request.
//!
//! In come cookie values and the time, out goes the session as it stands; every change to it
//! happens here and is sealed once, at the end of the request. Next stage:
//! [`remember`](crate::remember).

mod data;
mod open;
mod record;
mod revocation;

pub(crate) use self::{
    open::{CookieChange, OpenSession, TooLarge},
    record::{CLOCK_SKEW, Id, Login},
    revocation::RevocationList,
};
