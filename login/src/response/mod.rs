//! The last stage: turns decisions and changes into responses to refused requests, cookies and
//! caching headers.

mod answers;
mod cookies;
mod cross_site;
mod headers;
mod preflight;
mod safe_path;
mod view_url;

pub(crate) use self::{
    answers::{Answers, Handler, Overrides, Refused},
    cookies::{Expiry, removal_header, set_cookie_header},
    cross_site::CrossSite,
    headers::{Caching, apply, keep_private},
    preflight::Preflight,
    safe_path::{is_safe, location},
    view_url::{is_host, own_url, with_next},
};
pub use self::{
    answers::{LoginScope, LoginView, UnauthorizedAnswer, respond},
    view_url::{LOGIN_MESSAGE, REFRESH_MESSAGE, expand_login_view, make_next_param},
};
