//! Finds our cookies in the raw `Cookie` header, one pass, nothing decoded or copied.

use actix_web::http::header::{COOKIE, HeaderMap};

/// So many different values of one name are looked at; nobody but an attacker sends more.
const MOST_VALUES: usize = 4;

/// What a request carried under one cookie name.
#[derive(Debug, PartialEq)]
pub(crate) enum Received<T> {
    Nothing,
    /// Something, but nothing of ours, or more than one thing.
    Unusable,
    One(T),
}

/// Opens the cookie called `name`.
///
/// Where a request carries several of that name, their order decides nothing (RFC 6265bis
/// 4.2.2 promises none): the one that opens counts, and two that open differently count as
/// unusable, since one of them may have been planted by a neighbouring host.
pub(crate) fn receive<T>(
    headers: &HeaderMap,
    name: &str,
    open: impl Fn(&[u8]) -> Option<T>,
) -> Received<T> {
    let mut seen: [&[u8]; MOST_VALUES] = [b""; MOST_VALUES];
    let mut count = 0;
    let mut opened = None;
    for value in values(headers, name.as_bytes()) {
        if seen.iter().take(count).any(|earlier| *earlier == value) {
            continue;
        }
        let Some(slot) = seen.get_mut(count) else {
            return Received::Unusable;
        };
        *slot = value;
        count += 1;
        if let Some(content) = open(value) {
            if opened.is_some() {
                return Received::Unusable;
            }
            opened = Some(content);
        }
    }
    match opened {
        Some(content) => Received::One(content),
        None if count == 0 => Received::Nothing,
        None => Received::Unusable,
    }
}

fn values<'a>(headers: &'a HeaderMap, name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    headers
        .get_all(COOKIE)
        .flat_map(|header| header.as_bytes().split(|&byte| byte == b';'))
        .filter_map(move |pair| {
            let pair = pair.trim_ascii_start();
            let value = pair.strip_prefix(name)?.strip_prefix(b"=")?;
            Some(value.trim_ascii_end())
        })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn headers(lines: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        headers
    }

    /// Opens what begins with `ok`.
    fn read(lines: &[&[u8]]) -> Received<Vec<u8>> {
        receive(&headers(lines), "sid", |value| {
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

    proptest! {
        #[test]
        fn d1_no_header_makes_it_panic(line in prop::collection::vec(0x20_u8..=0xff, 0..200)) {
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                let mut headers = HeaderMap::new();
                headers.append(COOKIE, value);
                receive(&headers, "s", |value| Some(value.len()));
            }
        }
    }
}
