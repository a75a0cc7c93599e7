//! Plain settings with their defaults, validated once when the manager is built.

mod cookie;
mod lifetimes;
mod proxies;

pub(crate) use self::{
    cookie::CookieSpec,
    lifetimes::{LONGEST_COOKIE_LIFE, Lifetimes},
    proxies::TrustedProxies,
};
pub use cookie::{CookieConfig, SameSite};
