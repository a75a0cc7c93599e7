//! Which client sent a request.

use std::net::{IpAddr, SocketAddr};

use actix_web::{
    HttpRequest,
    http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT, X_FORWARDED_FOR},
};

use crate::config::TrustedProxies;

/// The header that the application's proxies write. They pass on the other one, `Forwarded`
/// (RFC 7239), as they received it, so any client could forge it.
const FORWARDED_FOR: HeaderName = X_FORWARDED_FOR;

/// A client's address and user agent, which distinguish it from other clients.
pub(crate) struct Client<'a> {
    pub(crate) address: Option<IpAddr>,
    pub(crate) user_agent: Option<&'a [u8]>,
}

impl<'a> Client<'a> {
    pub(crate) fn of(request: &'a HttpRequest, proxies: &TrustedProxies) -> Self {
        Self {
            address: address(request, proxies),
            user_agent: request.headers().get(USER_AGENT).map(HeaderValue::as_bytes),
        }
    }
}

/// Returns the address of the connection, or that of the client if the connection is from a trusted
/// proxy.
pub(crate) fn address(request: &HttpRequest, proxies: &TrustedProxies) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    if proxies.are_none() || !proxies.contain(peer) {
        return Some(peer);
    }
    Some(forwarded_for(request.headers(), proxies).unwrap_or(peer))
}

/// Returns whether a proxy, or a client that claims to be one, has forwarded the request.
#[cfg(feature = "throttle")]
pub(crate) fn is_forwarded(request: &HttpRequest) -> bool {
    request.headers().contains_key(FORWARDED_FOR)
}

/// Returns the last address in the list that is not a trusted proxy. Each proxy appends the address
/// that its request came from, and anything before that may be forged. If all are proxies, the
/// first of them sent the request itself. Everything up to an entry that is not an address is
/// ignored.
fn forwarded_for(headers: &HeaderMap, proxies: &TrustedProxies) -> Option<IpAddr> {
    let lines = headers.get_all(FORWARDED_FOR);
    let entries = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    entries.fold(None, |before, entry| match parse(entry) {
        Some(address) if proxies.contain(address) => before.or(Some(address)),
        address => address,
    })
}

/// Parses an address as proxies write it, optionally with a port or in brackets.
fn parse(entry: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(entry).ok()?.trim_ascii();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = match bare.unwrap_or(text).parse() {
        Ok(address) => address,
        Err(_) => text.parse::<SocketAddr>().ok()?.ip(),
    };
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn proxies() -> TrustedProxies {
        let networks = ["10.0.0.0/8", "fd00::/8"].map(str::to_owned);
        TrustedProxies::parse(&networks).unwrap()
    }

    fn read(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        forwarded_for(&headers, &proxies()).map(|address| address.to_string())
    }

    #[test]
    fn u2_the_last_address_counts_that_is_not_a_proxys_own() {
        for (line, expected) in [
            ("1.1.1.1", "1.1.1.1"),
            ("9.9.9.9, 1.1.1.1", "1.1.1.1"),
            ("9.9.9.9, 1.1.1.1, 10.0.0.7", "1.1.1.1"),
            ("1.1.1.1,10.0.0.7,fd00::1", "1.1.1.1"),
            ("10.0.0.9, 1.1.1.1", "1.1.1.1"),
            ("10.0.0.9, 10.0.0.7", "10.0.0.9"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443, [fd00::1]:80", "2001:db8::1"),
            ("1.1.1.1:443", "1.1.1.1"),
            ("::ffff:1.1.1.1", "1.1.1.1"),
            ("1.1.1.1, ::ffff:10.0.0.7", "1.1.1.1"),
        ] {
            assert_eq!(read(&[line]).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn u2_what_stands_before_no_address_does_not_count() {
        for (line, expected) in [
            ("", None),
            ("unknown", None),
            ("1.1.1.1, unknown", None),
            ("1.1.1.1,", None),
            ("1.1.1.1, , 10.0.0.7", Some("10.0.0.7")),
            ("1.1.1.1, _hidden, 2.2.2.2", Some("2.2.2.2")),
            ("1.1.1.1 2.2.2.2", None),
            ("1.1.1.1:http", None),
            ("[1.1.1.1", None),
            ("for=1.1.1.1", None),
            ("01.1.1.1", None),
        ] {
            assert_eq!(read(&[line]).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn u2_many_headers_are_one_list() {
        assert_eq!(
            read(&["9.9.9.9", "1.1.1.1", "10.0.0.7"]).as_deref(),
            Some("1.1.1.1")
        );
        assert_eq!(read(&["1.1.1.1", "unknown"]), None);
    }

    proptest! {
        #[test]
        fn u2_whatever_stands_before_it_the_address_that_the_proxy_adds_counts(
            before in prop::collection::vec(0x20_u8..=0x7e, 0..80),
        ) {
            let before = String::from_utf8(before).unwrap();
            let read = read(&[&format!("{before},1.1.1.1, 10.0.0.7")]);
            prop_assert_eq!(read.as_deref(), Some("1.1.1.1"));
        }
    }
}
