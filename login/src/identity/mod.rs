//! Who the visitor is: what the cookies claim, made sure of with the application's loaders.
//!
//! In come the session's login and the remember credential, out goes an [`Identity`]. Next
//! stage: [`policy`](crate::policy).

mod fingerprint;
mod loader;
mod resolve;
mod standing;

pub(crate) use self::{
    fingerprint::fingerprint,
    loader::{Loaders, Loading},
    resolve::{Claims, Conditions, Outcome, resolve},
    standing::{Identity, Standing},
};
pub use loader::{Loaded, LoadedBy, LoaderError};
