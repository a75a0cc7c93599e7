//! Remember-me: a credential of its own that logs a returning browser in, never freshly.
//!
//! In comes the remember cookie, out goes who it vouches for. Next stage:
//! [`identity`](crate::identity).

mod credential;
mod series;

pub(crate) use self::{
    credential::{Credential, EndedCredential},
    series::{SeriesRecord, Verdict},
};
