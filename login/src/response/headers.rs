//! Keeps responses that depend on the visitor out of caches.

use actix_web::http::header::{
    CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, SET_COOKIE, VARY,
};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store, private");

/// How far a response depends on the visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Caching {
    /// Not at all: the session was not read.
    #[default]
    Untouched,
    /// The session was read. Caches must tell visitors apart (`Vary: Cookie`).
    Varies,
    /// The response may show what only a logged-in user may see. No cache may store it, and the
    /// back button must not bring it back after a logout.
    Private,
    /// actix-session adds a cookie that contains the login.
    #[cfg(feature = "actix-session")]
    Never,
}

impl Caching {
    #[cfg_attr(not(feature = "actix-session"), allow(clippy::unused_self))]
    fn is_never(self) -> bool {
        #[cfg(feature = "actix-session")]
        return self == Self::Never;
        #[cfg(not(feature = "actix-session"))]
        false
    }
}

/// Adds `cookies` and the caching headers to the headers of an answer.
pub(crate) fn apply(headers: &mut HeaderMap, caching: Caching, cookies: Vec<HeaderValue>) {
    if caching == Caching::Untouched {
        return;
    }
    add_vary_cookie(headers);
    if !cookies.is_empty() || caching.is_never() {
        // Overrides the handler's own `Cache-Control`: a client that got this response from a cache
        // would get the login with it.
        headers.insert(CACHE_CONTROL, NO_STORE);
    } else if caching == Caching::Private {
        keep_private(headers);
    }
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
}

/// Forbids storing the response, unless the handler has set `Cache-Control` itself.
pub(crate) fn keep_private(headers: &mut HeaderMap) {
    // Handlers rarely set this header. Inserting ours also returns the handler's values, so that
    // one lookup in the map suffices instead of two.
    let own = headers.insert(CACHE_CONTROL, NO_STORE);
    if !own.is_empty() {
        put_back(headers, &CACHE_CONTROL, own);
    }
}

/// Adds `Cookie` to an existing `Vary` line. A second line would be valid, but some caches read
/// only one.
fn add_vary_cookie(headers: &mut HeaderMap) {
    const COOKIE: HeaderValue = HeaderValue::from_static("cookie");
    // One lookup, as in `keep_private`.
    let before = headers.insert(VARY, COOKIE);
    if before.is_empty() {
        return;
    }
    let before: Vec<HeaderValue> = before.collect();
    let lines = before.iter().filter_map(|line| line.to_str().ok());
    let mut names: Vec<&str> = lines
        .flat_map(|line| line.split(',').map(str::trim))
        .collect();
    let covers_cookie = |name: &&str| *name == "*" || name.eq_ignore_ascii_case("cookie");
    if names.iter().any(covers_cookie) {
        put_back(headers, &VARY, before);
        return;
    }
    names.retain(|name| !name.is_empty());
    if !names.is_empty() {
        names.push("Cookie");
        let value = HeaderValue::from_str(&names.join(", "));
        headers.insert(VARY, value.unwrap_or(HeaderValue::from_static("*")));
    }
}

fn put_back(
    headers: &mut HeaderMap,
    name: &HeaderName,
    values: impl IntoIterator<Item = HeaderValue>,
) {
    headers.remove(name);
    for value in values {
        headers.append(name.clone(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied_to(
        before: &[(HeaderName, &'static str)],
        caching: Caching,
        cookies: &[&'static str],
    ) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in before {
            headers.append(name.clone(), HeaderValue::from_static(value));
        }
        let cookies = cookies
            .iter()
            .map(|c| HeaderValue::from_static(c))
            .collect();
        apply(&mut headers, caching, cookies);
        headers
    }

    fn applied(
        before: &[(HeaderName, &'static str)],
        caching: Caching,
        cookies: &[&'static str],
    ) -> (Option<String>, Option<String>) {
        let headers = applied_to(before, caching, cookies);
        let get = |name| headers.get(name).map(|v| v.to_str().unwrap().to_owned());
        (get(VARY), get(CACHE_CONTROL))
    }

    fn vary(before: &[&'static str]) -> String {
        let before: Vec<_> = before.iter().map(|value| (VARY, *value)).collect();
        applied(&before, Caching::Varies, &[]).0.unwrap()
    }

    #[test]
    fn p2_vary_names_cookie_and_keeps_what_was_there() {
        assert_eq!(vary(&[]), "cookie");
        assert_eq!(vary(&["Accept"]), "Accept, Cookie");
        assert_eq!(
            vary(&["Accept, Origin", "DNT"]),
            "Accept, Origin, DNT, Cookie"
        );
        for covered in ["*", "Cookie", "accept, COOKIE"] {
            assert_eq!(vary(&[covered]), covered);
        }
        let two = ["Accept", "Cookie"].map(|value| (VARY, value));
        let mut headers = applied_to(&two, Caching::Varies, &[]);
        let kept: Vec<_> = headers.remove(VARY).collect();
        assert_eq!(kept, ["Accept", "Cookie"]);
    }

    #[test]
    fn p1_an_answer_with_a_cookie_is_never_stored_whatever_the_handler_said() {
        let public = [(CACHE_CONTROL, "public, max-age=60")];
        let (_, cache_control) = applied(&public, Caching::Varies, &["a=b"]);
        assert_eq!(cache_control.unwrap(), "no-store, private");
    }

    #[test]
    fn p3_a_private_answer_is_not_stored_unless_the_handler_said_otherwise() {
        let (_, default) = applied(&[], Caching::Private, &[]);
        assert_eq!(default.unwrap(), "no-store, private");
        let own = [(CACHE_CONTROL, "private, max-age=60")];
        let (_, own) = applied(&own, Caching::Private, &[]);
        assert_eq!(own.unwrap(), "private, max-age=60");
        assert_eq!(applied(&[], Caching::Varies, &[]).1, None);
    }

    #[test]
    fn an_answer_that_asked_nothing_stays_as_it_is() {
        assert_eq!(applied(&[], Caching::Untouched, &[]), (None, None));
    }
}
