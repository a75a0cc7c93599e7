//! Plain settings with their defaults, checked once when the manager is built.

mod cookie;
mod lifetimes;

pub(crate) use self::{
    cookie::CookieSpec,
    lifetimes::{LONGEST_COOKIE_LIFE, Lifetimes},
};
pub use cookie::{CookieConfig, SameSite};
