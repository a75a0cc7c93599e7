//! Handles Flask's cookies of a request and of its response (feature `flask-compat`).
//!
//! `arrival` reads which login Flask's cookies vouch for, and `answer` decides from the end of the
//! request which of them are set or removed. What becomes of the login is decided in
//! [`import`](crate::import).

mod answer;
mod arrival;

pub(crate) use self::{
    answer::{Ending, flask_cookies},
    arrival::{Arrival, Claim, remember_reference},
};
