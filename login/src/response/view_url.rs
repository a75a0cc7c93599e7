//! Builds addresses of login views that carry the page to return to.

use std::borrow::Cow;

use actix_web::HttpRequest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::safe_path::is_safe;
use crate::request::Provenance;

/// Flask-Login's default message for the redirect to the login view. This crate shows none unless
/// [`login_message`](crate::LoginManagerBuilder::login_message) sets one.
pub const LOGIN_MESSAGE: &str = "Please log in to access this page.";

/// Flask-Login's default message for the redirect to the refresh view. This crate shows none unless
/// [`needs_refresh_message`](crate::LoginManagerBuilder::needs_refresh_message) sets one.
pub const REFRESH_MESSAGE: &str = "Please reauthenticate to access this page.";

/// The characters that Python's `urlencode` does not escape.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'.')
    .remove(b'-')
    .remove(b'~');

/// Returns the address of a view (Flask-Login's `expand_login_view`).
///
/// Text that begins with `/`, `http://` or `https://` is returned unchanged. Other text is the name
/// of a route, whose address is returned. Returns `None` if no route has the name, or if its
/// address needs parameters.
///
/// # Examples
///
/// ```
/// use actix_web::test::TestRequest;
///
/// let request = TestRequest::default().to_http_request();
/// assert_eq!(login::expand_login_view(&request, "/login").as_deref(), Some("/login"));
/// assert_eq!(login::expand_login_view(&request, "nowhere"), None);
/// ```
#[must_use]
pub fn expand_login_view(request: &HttpRequest, view: &str) -> Option<String> {
    if view.starts_with('/') || view.starts_with("http://") || view.starts_with("https://") {
        return Some(view.to_owned());
    }
    let url = request.url_for_static(view).ok()?;
    Some(url.path().to_owned())
}

/// Returns the next address for a redirect from `current_url` to `login_url` (Flask-Login's
/// `make_next_param`). Scheme and host are omitted if `login_url` has the same ones, or none.
///
/// Flask-Login can return an address here that leads to another site (`//evil.example`). This
/// function returns `/` instead.
///
/// # Examples
///
/// ```
/// use login::make_next_param;
///
/// let here = "http://localhost/profile";
/// assert_eq!(make_next_param("/login", here), "/profile");
/// assert_eq!(make_next_param("https://auth.example/login", here), here);
/// assert_eq!(make_next_param("/login", "http://localhost//evil.example"), "/");
/// ```
#[must_use]
pub fn make_next_param(login_url: &str, current_url: &str) -> String {
    let (login, current) = (Url::split(login_url), Url::split(current_url));
    let same_scheme = login.scheme.is_empty() || login.scheme.eq_ignore_ascii_case(current.scheme);
    let same_host = login.host.is_empty() || login.host == current.host;
    if !same_scheme || !same_host {
        return current_url.to_owned();
    }
    let relative = match current.query {
        "" => current.path.to_owned(),
        query => format!("{}?{query}", current.path),
    };
    if is_safe(&relative) || is_plain(&relative) {
        relative
    } else {
        "/".to_owned()
    }
}

/// Returns whether an address that does not begin with `/` is relative in every reading.
fn is_plain(address: &str) -> bool {
    let first_segment = address.split(['/', '?']).next().unwrap_or_default();
    !address.starts_with(['/', '.'])
        && !first_segment.contains(':')
        && !address.contains(|c: char| c.is_control() || c == '\\' || c == ' ')
}

/// Returns the address of `view` with `next` as a parameter, on `forced_host` if there is one. An
/// existing parameter of that name is replaced. A fragment stays at the end.
pub(crate) fn with_next(view: &str, next: &str, field: &str, forced_host: Option<&str>) -> String {
    let url = Url::split(view);
    let mut parameters: Vec<(Cow<'_, str>, Vec<Cow<'_, str>>)> = Vec::new();
    for (name, value) in form_urlencoded::parse(url.query.as_bytes()) {
        match parameters.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => parameters.push((name, vec![value])),
        }
    }
    let values = vec![Cow::Borrowed(next)];
    match parameters.iter_mut().find(|(known, _)| known == field) {
        Some((_, before)) => *before = values,
        None => parameters.push((Cow::Borrowed(field), values)),
    }
    let pairs = parameters
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| (name, value)));

    let mut address = String::with_capacity(view.len() + field.len() + 2 * next.len());
    if !url.scheme.is_empty() {
        address.extend([url.scheme, ":"]);
    }
    let host = forced_host.unwrap_or(url.host);
    if !host.is_empty() {
        address.extend(["//", host]);
    }
    address.push_str(url.path);
    for (at, (name, value)) in pairs.enumerate() {
        address.push(if at == 0 { '?' } else { '&' });
        push_quoted(&mut address, name);
        address.push('=');
        push_quoted(&mut address, value);
    }
    if let Some(fragment) = url.fragment {
        address.extend(["#", fragment]);
    }
    address
}

/// Returns whether text can be the host of an address, with or without a port.
pub(crate) fn is_host(host: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte);
    !host.is_empty() && host.bytes().all(is_part)
}

/// Returns the absolute address of a page of this application, for a view that may be on another
/// host. Returns `None` if the request names no valid host or `target` is not safe.
pub(crate) fn own_url(request: &HttpRequest, target: &str) -> Option<String> {
    let host = std::str::from_utf8(Provenance::of(request).host?).ok()?;
    if !is_host(host) || !is_safe(target) {
        return None;
    }
    // Forwarding headers are not consulted for the scheme, since any client can set them.
    let scheme = if request.app_config().secure() {
        "https"
    } else {
        "http"
    };
    Some(format!("{scheme}://{host}{target}"))
}

fn push_quoted(address: &mut String, text: &str) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            address.push('+');
        }
        address.extend(utf8_percent_encode(word, UNRESERVED));
    }
}

/// The parts of an address, split as in RFC 3986 (appendix B).
struct Url<'a> {
    scheme: &'a str,
    host: &'a str,
    path: &'a str,
    query: &'a str,
    fragment: Option<&'a str>,
}

impl<'a> Url<'a> {
    fn split(url: &'a str) -> Self {
        let (rest, fragment) = match url.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (url, None),
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let is_scheme = |scheme: &str| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        };
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, after)) if is_scheme(scheme) => (scheme, after),
            _ => ("", rest),
        };
        let (host, path) = match rest.strip_prefix("//") {
            Some(authority) => authority.split_at(authority.find('/').unwrap_or(authority.len())),
            None => ("", rest),
        };
        Self {
            scheme,
            host,
            path,
            query,
            fragment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_view_keeps_its_own_query_and_fragment() {
        let with_next = |view, next| with_next(view, next, "next", None);
        assert_eq!(with_next("/login", "/a?b=c"), "/login?next=%2Fa%3Fb%3Dc");
        assert_eq!(
            with_next("/login?lang=de&next=%2Fold#form", "/a"),
            "/login?lang=de&next=%2Fa#form"
        );
        assert_eq!(
            with_next("https://auth.example:8443/login", "/a b"),
            "https://auth.example:8443/login?next=%2Fa+b"
        );
    }

    #[test]
    fn n5_no_relative_next_address_leads_elsewhere() {
        for current in [
            "http://localhost//evil.example",
            "x:https://evil.example/",
            "x:javascript:alert(1)",
            "\t//evil.example",
            "http://localhost/\t/evil.example",
            "http:\\\\evil.example",
            "http://localhost/..//evil.example",
            "..//evil.example",
        ] {
            assert_eq!(make_next_param("/login", current), "/", "{current:?}");
        }
        assert_eq!(make_next_param("/login", "page?a=b:c"), "page?a=b:c");
    }

    #[test]
    fn a_forced_host_takes_the_place_of_the_views() {
        let forced = |view| with_next(view, "/a", "next", Some("good.example"));
        assert_eq!(forced("/login"), "//good.example/login?next=%2Fa");
        assert_eq!(
            forced("https://auth.example/login"),
            "https://good.example/login?next=%2Fa"
        );
    }
}
