//! Sessions and remembered logins between a request and a store: loaded before anybody looks
//! at one, written as soon as it matters.
//!
//! With sessions in the cookie there is nothing to do here.

mod series;
mod sessions;

pub(crate) use self::{
    series::{Rotated, Series, check, end as end_series, rotate},
    sessions::{IfGone, Persisted, end as end_session, open, persist},
};
