//! Remember-me: a separate credential that logs a returning browser in, never as fresh.
//!
//! The input is the remember cookie, the output is the user that it vouches for. Next stage:
//! [`identity`](crate::identity).

mod credential;
mod series;

pub(crate) use self::{
    credential::{Credential, EndedCredential},
    series::{SeriesRecord, Verdict},
};
