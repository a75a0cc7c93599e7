//! What the visitor gets back: the answer to a refused request, cookies, caching headers.
//!
//! In come decisions and changes, out go response parts. The last stage.

mod cookies;
mod headers;
mod next_url;
mod unauthorized;

pub(crate) use self::{
    cookies::{Expiry, removal, setting},
    headers::{Caching, apply},
    next_url::is_safe,
    unauthorized::{Answers, Refusal, RefusalKind},
};
pub use unauthorized::LoginView;
