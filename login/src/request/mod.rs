//! Reads what is needed from requests. No other module interprets headers and bodies.
//!
//! The input is actix-web's request. The output is cookie values, form fields, who sent the request
//! and from where. Next stage: [`session`](crate::session).

mod audience;
mod body;
mod client;
mod cookies;
mod htmx;
mod login_request;
mod preflight;
mod provenance;

#[cfg(feature = "throttle")]
pub(crate) use self::client::is_forwarded;
pub(crate) use self::{
    audience::Audience,
    body::SharedBody,
    client::{Client, address},
    cookies::{CookieValues, Received, receive},
    htmx::htmx_page,
    preflight::is_preflight,
    provenance::Provenance,
};
pub use login_request::LoginRequest;
