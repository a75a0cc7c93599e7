//! Flask's cookies in a request and in its answer (feature `flask-compat`).
//!
//! In come a request's headers, out goes whom Flask's cookies vouch for; in comes how the request
//! ended, out go the lines that set or remove them. What becomes of the login is decided in
//! [`import`](crate::import).

mod answer;
mod arrival;

pub(crate) use self::{
    answer::{Ending, flask_cookies},
    arrival::{Arrival, Claim, remember_reference},
};
