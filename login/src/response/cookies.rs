//! Builds `Set-Cookie` lines. A removal repeats every attribute of the setting, since browsers do
//! not let a cookie without `Secure` replace one that has it.

use std::{fmt::Write, time::Duration};

use actix_web::http::header::HeaderValue;
use cookie::{Cookie, Expiration, time::OffsetDateTime};

use crate::{
    clock::Timestamp,
    config::{CookieSpec, SameSite},
};

/// An upper bound for the usual length of a cookie's name and attributes.
const ATTRIBUTES_LEN: usize = 200;

/// When a cookie expires.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expiry {
    pub(crate) now: Timestamp,
    pub(crate) at: Timestamp,
}

/// Returns the line that sets the cookie. Without an expiry, the cookie ends with the browser.
pub(crate) fn set_cookie_header(
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

/// Returns the line that removes the cookie.
pub(crate) fn removal_header(spec: &CookieSpec) -> Option<HeaderValue> {
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

/// Sets `Max-Age` for current browsers, and an `Expires` that agrees with it for very old ones.
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

/// Serializes the cookie. Names and paths were checked when the manager was built and values are
/// base64, so a header can hold all of it.
fn header_value(cookie: &Cookie<'_>) -> Option<HeaderValue> {
    // Allocates once, instead of growing the string several times.
    let mut text = String::with_capacity(cookie.value().len() + ATTRIBUTES_LEN);
    write!(text, "{cookie}").ok()?;
    let mut value = HeaderValue::from_str(&text).ok()?;
    // Keeps logins out of logs that print headers with `Debug`.
    value.set_sensitive(true);
    Some(value)
}
