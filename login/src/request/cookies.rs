//! Finds our cookies in the raw `Cookie` header, in one pass and without decoding or copying.

use actix_web::http::header::{COOKIE, HeaderMap};
use memchr::memchr;

use crate::config::CookieSpec;

/// How many different values of one name are opened. Only an attacker sends more.
const MAX_VALUES: usize = 4;

/// What a request carries under one cookie name.
#[derive(Debug, PartialEq)]
pub(crate) enum Received<T> {
    Nothing,
    /// There are values, but none that opens, more than one that opens, or too many.
    Unusable,
    One(T),
}

/// The values that a request carries under one cookie name, each of them once.
#[derive(Clone, Debug, Default)]
pub(crate) struct CookieValues<'a> {
    values: [&'a [u8]; MAX_VALUES],
    count: usize,
    too_many: bool,
}

impl<'a> CookieValues<'a> {
    pub(crate) fn of(headers: &'a HeaderMap, spec: &CookieSpec) -> Self {
        let mut found = Self::default();
        for value in values(headers, spec) {
            if found.iter().any(|earlier| earlier == value) {
                continue;
            }
            let Some(slot) = found.values.get_mut(found.count) else {
                found.too_many = true;
                break;
            };
            *slot = value;
            found.count += 1;
        }
        found
    }

    /// Returns the values that are opened.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        self.values.iter().take(self.count).copied()
    }

    /// Opens the value that counts.
    ///
    /// If a request carries several values of one name, their order does not matter, because
    /// RFC 6265bis 4.2.2 guarantees none. The value that opens counts. Two values that open are
    /// unusable, since a neighbouring host may have planted one of them. All values are opened, so
    /// that the caller can end every login that it finds.
    pub(crate) fn open<T>(&self, open: impl FnMut(&'a [u8]) -> Option<T>) -> Received<T> {
        let mut opened = None;
        let mut is_one = !self.too_many;
        for content in self.iter().filter_map(open) {
            is_one &= opened.replace(content).is_none();
        }
        match opened {
            Some(content) if is_one => Received::One(content),
            None if self.count == 0 => Received::Nothing,
            _ => Received::Unusable,
        }
    }
}

/// Opens the cookie that `spec` names, as [`CookieValues::open`] does.
pub(crate) fn receive<T>(
    headers: &HeaderMap,
    spec: &CookieSpec,
    open: impl FnMut(&[u8]) -> Option<T>,
) -> Received<T> {
    CookieValues::of(headers, spec).open(open)
}

/// Returns the values of our cookie. It searches for the name instead of parsing every cookie,
/// since other applications set many and long ones.
fn values<'a>(headers: &'a HeaderMap, spec: &CookieSpec) -> impl Iterator<Item = &'a [u8]> {
    let beginning = &spec.beginning;
    headers.get_all(COOKIE).flat_map(move |header| {
        let pairs = header.as_bytes();
        beginning.find_iter(pairs).filter_map(move |at| {
            let (before, pair) = pairs.split_at_checked(at)?;
            // Otherwise it is the end of another name, or part of a value.
            let begins = matches!(before.trim_ascii_end().last(), None | Some(b';'));
            let value = pair.get(beginning.needle().len()..).filter(|_| begins)?;
            let end = memchr(b';', value).unwrap_or(value.len());
            Some(value.get(..end)?.trim_ascii_end())
        })
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;
    use crate::config::CookieConfig;

    fn headers(lines: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        headers
    }

    fn named(name: &str) -> CookieSpec {
        let config = CookieConfig::new().name(name);
        config.resolve("session", false).unwrap()
    }

    /// Opens values that begin with `ok`.
    fn read(lines: &[&[u8]]) -> Received<Vec<u8>> {
        receive(&headers(lines), &named("sid"), |value| {
            value.starts_with(b"ok").then(|| value.to_vec())
        })
    }

    #[test]
    fn one_cookie_is_found_wherever_it_stands() {
        for line in [
            &b"sid=ok1"[..],
            b"a=b; sid=ok1",
            b"sid=ok1; a=b",
            b"a=b;sid=ok1;c=d",
            b"xsid=no; sid=ok1 ; sidx=no",
            b"=; ;;sid=ok1",
            b"a=sid=no;sid=sid=no; \tsid=ok1",
        ] {
            assert_eq!(read(&[line]), Received::One(b"ok1".to_vec()));
        }
        assert_eq!(read(&[b"a=b", b"sid=ok1"]), Received::One(b"ok1".to_vec()));
    }

    #[test]
    fn d1_what_is_not_ours_is_nothing_or_unusable() {
        for line in [
            &b""[..],
            b"sid",
            b"sid2=ok",
            b"SID=ok",
            b"s id=ok",
            b"a=sid=ok",
        ] {
            assert_eq!(read(&[line]), Received::Nothing, "{line:?}");
        }
        for line in [&b"sid="[..], b"sid=\"ok1\"", b"sid=\xff\xfe", b"sid==ok1"] {
            assert_eq!(read(&[line]), Received::Unusable, "{line:?}");
        }
    }

    #[test]
    fn d2_the_order_of_duplicates_decides_nothing() {
        let one = Received::One(b"ok1".to_vec());
        assert_eq!(read(&[b"sid=ok1; sid=ok1"]), one);
        for (a, b, expected) in [
            ("ok1", "bad", one),
            ("ok1", "ok2", Received::Unusable),
            ("bad", "worse", Received::Unusable),
        ] {
            assert_eq!(read(&[format!("sid={a}; sid={b}").as_bytes()]), expected);
            assert_eq!(read(&[format!("sid={b}; sid={a}").as_bytes()]), expected);
        }
        let flood = "sid=a; sid=b; sid=c; sid=d; sid=ok1";
        assert_eq!(read(&[flood.as_bytes()]), Received::Unusable);
    }

    /// Returns the same as [`values`], by parsing every cookie.
    fn values_of_every_cookie<'a>(line: &'a [u8], name: &[u8]) -> Vec<&'a [u8]> {
        let pairs = line.split(|&byte| byte == b';');
        let values = pairs.filter_map(|pair| {
            let pair = pair.trim_ascii_start();
            let value = pair.strip_prefix(name)?.strip_prefix(b"=")?;
            Some(value.trim_ascii_end())
        });
        values.collect()
    }

    proptest! {
        #[test]
        fn d1_the_name_is_found_where_looking_at_every_cookie_finds_it(
            parts in prop::collection::vec(prop::sample::select(vec!["s", "a", "=", ";", " "]), 0..40),
        ) {
            let line = parts.concat();
            let headers = headers(&[line.as_bytes()]);
            let found: Vec<_> = values(&headers, &named("s")).map(<[u8]>::to_vec).collect();
            prop_assert_eq!(found, values_of_every_cookie(line.as_bytes(), b"s"));
        }

        #[test]
        fn d1_no_header_makes_it_panic(line in prop::collection::vec(0x20_u8..=0xff, 0..200)) {
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                let mut headers = HeaderMap::new();
                headers.append(COOKIE, value);
                receive(&headers, &named("s"), |value| Some(value.len()));
            }
        }
    }
}
