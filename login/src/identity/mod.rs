//! Who the visitor is: what the cookies claim, verified with the application's loaders.
//!
//! The input is the login of the session and the remember credential, the output is an
//! [`Identity`]. Next stage: [`policy`](crate::policy).

mod auth_hash;
mod loader;
mod resolve;
mod standing;

pub(crate) use self::{
    auth_hash::auth_hash,
    loader::{Loaders, Loading},
    resolve::{Claims, Conditions, Outcome, resolve},
    standing::{Identity, Standing},
};
pub use loader::{Loaded, LoaderError, TakenAs};
