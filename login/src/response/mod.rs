//! What the visitor gets back: the answer to a refused request, cookies, caching headers.
//!
//! In come decisions and changes, out go response parts. The last stage.

mod answers;
mod cookies;
mod headers;
mod login_url;
mod next_url;

pub(crate) use self::{
    answers::{Answers, Overrides, Refused},
    cookies::{Expiry, removal, setting},
    headers::{Caching, apply, keep_private},
    login_url::{is_host, own_url, with_next},
    next_url::{is_safe, location},
};
pub use self::{
    answers::{LoginScope, LoginView},
    login_url::{LOGIN_MESSAGE, REFRESH_MESSAGE, expand_login_view, make_next_param},
};
