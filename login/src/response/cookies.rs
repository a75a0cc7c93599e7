//! `Set-Cookie` lines. A removal repeats every attribute of the setting: browsers refuse to
//! let a cookie without `Secure` replace one that has it.

use std::{fmt::Write, time::Duration};

use actix_web::http::header::HeaderValue;
use cookie::{Cookie, Expiration, time::OffsetDateTime};

use crate::{
    clock::Timestamp,
    config::{CookieSpec, SameSite},
};

/// How long a cookie's name and attributes usually are at most.
const ATTRIBUTES_LEN: usize = 200;

/// When a cookie ends by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expiry {
    pub(crate) now: Timestamp,
    pub(crate) at: Timestamp,
}

/// Sets the cookie; without an expiry it ends with the browser.
pub(crate) fn setting(
    spec: &CookieSpec,
    value: &str,
    expiry: Option<Expiry>,
) -> Option<HeaderValue> {
    let mut cookie = with_attributes(spec, value);
    if let Some(Expiry { now, at }) = expiry {
        set_expiry(&mut cookie, at.since(now), at);
    }
    header_value(&cookie)
}

/// Removes the cookie.
pub(crate) fn removal(spec: &CookieSpec) -> Option<HeaderValue> {
    let mut cookie = with_attributes(spec, "");
    set_expiry(&mut cookie, Duration::ZERO, Timestamp(0));
    header_value(&cookie)
}

fn with_attributes<'a>(spec: &'a CookieSpec, value: &'a str) -> Cookie<'a> {
    let mut cookie = Cookie::new(spec.name.as_str(), value);
    cookie.set_path(spec.path.as_str());
    cookie.set_secure(spec.secure);
    cookie.set_http_only(spec.http_only);
    cookie.set_same_site(spec.same_site.map(|same_site| match same_site {
        SameSite::Strict => cookie::SameSite::Strict,
        SameSite::Lax => cookie::SameSite::Lax,
        SameSite::None => cookie::SameSite::None,
    }));
    if let Some(domain) = &spec.domain {
        cookie.set_domain(domain.as_str());
    }
    cookie
}

/// `Max-Age` for today's browsers, `Expires` that agrees with it for the oldest.
fn set_expiry(cookie: &mut Cookie<'_>, life: Duration, at: Timestamp) {
    let seconds = i64::try_from(life.as_secs()).unwrap_or(i64::MAX);
    cookie.set_max_age(cookie::time::Duration::seconds(seconds));
    let at = i64::try_from(at.0)
        .ok()
        .and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    if let Some(at) = at {
        cookie.set_expires(Expiration::DateTime(at));
    }
}

/// Names and paths were checked when the manager was built, values are base64: there is
/// nothing in a cookie that a header could not hold.
fn header_value(cookie: &Cookie<'_>) -> Option<HeaderValue> {
    // Once, instead of whenever it is too short again.
    let mut text = String::with_capacity(cookie.value().len() + ATTRIBUTES_LEN);
    write!(text, "{cookie}").ok()?;
    let mut value = HeaderValue::from_str(&text).ok()?;
    // Whoever logs headers with `Debug` does not log logins.
    value.set_sensitive(true);
    Some(value)
}
