//! Decides which addresses a login may redirect to: paths of this site, in the strictest reading.
//!
//! Browsers are lenient with addresses: they skip tabs, treat `\` as `/` and resolve `..`. Only
//! addresses that need no such leniency are accepted here.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// Characters that must be encoded in a header, although a decoded parameter may contain them.
const NOT_IN_LOCATION: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// Encodes an address for a `Location` header.
pub(crate) fn location(address: &str) -> String {
    utf8_percent_encode(address, NOT_IN_LOCATION).to_string()
}

/// Longer addresses are refused. Browsers and proxies cut addresses at this length too.
const LONGEST: usize = 2048;

/// Returns whether `next` is the path of a page on this site: one leading `/`, the next byte
/// neither `/` nor `\`, no control characters, and before the query no `\` and no dot segment (also
/// percent-encoded).
pub(crate) fn is_safe(next: &str) -> bool {
    let Some(rest) = next.strip_prefix('/') else {
        return false;
    };
    let path = next.split(['?', '#']).next().unwrap_or_default();
    next.len() <= LONGEST
        && !rest.starts_with(['/', '\\'])
        && !next.chars().any(char::is_control)
        && !path.contains('\\')
        && !path.split('/').any(is_dot_segment)
}

/// Returns whether a segment is `.` or `..` in any spelling that the URL standard knows.
fn is_dot_segment(segment: &str) -> bool {
    if !segment.starts_with(['.', '%']) {
        return false;
    }
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    /// Resolves an address as a browser on `https://testserver/login` does.
    fn in_browser(next: &str) -> Option<Url> {
        Url::parse("https://testserver/login")
            .unwrap()
            .join(next)
            .ok()
    }

    #[test]
    fn n1_addresses_that_lead_or_may_lead_elsewhere_are_refused() {
        for next in [
            "http://example.com",
            "https://example.com",
            "ftp://example.com",
            "//example.com",
            "///example.com",
            "http:///example.com",
            r"\\example.com",
            r"\\\example.com",
            r"/\\/example.com",
            r"\\//example.com",
            r"/\/example.com",
            r"\/example.com",
            r"/\example.com",
            r"//\example.com",
            r"http:/\//example.com",
            r"http:\/example.com",
            r"http:/\example.com",
            "http:example.com",
            "HTTP:/example.com",
            "ftp:9999999999",
            "javascript:alert(\"XSS\")",
            "JaVaScRiPt:alert(1)",
            "\njavascript:alert(x)",
            "java\nscript:alert(x)",
            "data:text/html,x",
            "x:y",
            "\u{8}//example.com",
            "\0//example.com",
            "\t//example.com",
            "/\t/example.com",
            "/\n/example.com",
            " //example.com",
            "\u{a0}//example.com",
            "\u{feff}//example.com",
            r"http://otherserver\@example.com",
            r"http://testserver\me:pass@example.com",
            r"http://testserver\@example.com",
            "//testserver@example.com/",
            "//testserver:80@example.com",
            "//example.com%2f@testserver/",
            "https://testserver.example.com/",
            "https://testserver:8443/",
            "https://example.com#testserver",
            "http://[2001:cdba:0000:0000:0000:0000:3257:9652/",
            "http://2001:cdba:0000:0000:0000:0000:3257:9652]/",
            "\n",
            "",
        ] {
            assert!(!is_safe(next), "{next:?}");
        }
        assert!(!is_safe(&format!("/{}", "a".repeat(2048))));
        assert!(is_safe(&format!("/{}", "a".repeat(2047))));
    }

    #[test]
    fn n2_paths_of_this_site_pass() {
        for next in [
            "/",
            "/view/?param=http://example.com",
            "/view/?param=//example.com",
            "/view?param=ftp://example.com",
            "/url%20with%20spaces/",
            "/%2f/example.com",
            "/%5cexample.com",
            "/;@example.com",
            "/search?q=..%2f..",
            "/seite?name=Müller",
            "/a.b/..c/...",
            r"/search?q=a\b",
        ] {
            assert!(is_safe(next), "{next:?}");
        }
    }

    #[test]
    fn n3_control_characters_are_refused_wherever_they_stand() {
        for control in (0..0x20).chain(0x7f..0xa0) {
            let control = char::from_u32(control).unwrap();
            for next in [
                format!("{control}/a"),
                format!("/{control}a"),
                format!("/a?b={control}"),
                format!("/a{control}"),
            ] {
                assert!(!is_safe(&next), "{next:?}");
            }
        }
        assert!(!is_safe("/a\r\nSet-Cookie: x=1"));
        assert!(!is_safe("/\0/example.com"));
    }

    #[test]
    fn n4_an_absolute_address_is_refused_even_of_this_host() {
        for next in [
            "https://testserver/",
            "HTTPS://testserver/",
            "//testserver/",
        ] {
            assert!(!is_safe(next));
        }
    }

    #[test]
    fn n1_dot_segments_are_refused_in_every_spelling() {
        for next in [
            "/..//example.com",
            "/.//example.com",
            r"./\/example.com",
            "/a/../b",
            "/a/.",
            "/%2e%2e//example.com",
            "/%2E.//example.com",
            "/.%2e",
            "/a/%2e/b?c",
        ] {
            assert!(!is_safe(next), "{next:?}");
        }
    }

    /// Generates text from the pieces that make addresses dangerous.
    fn hostile() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop_oneof![
                Just("/"),
                Just("//"),
                Just("\\"),
                Just("."),
                Just(".."),
                Just("%2e"),
                Just("%2f"),
                Just("%5c"),
                Just("\t"),
                Just("\n"),
                Just("?"),
                Just("#"),
                Just("@"),
                Just(":"),
                Just("example.com"),
                Just("http:"),
                Just("a"),
                Just(";"),
                Just(" "),
                Just("\u{3002}"),
                Just("\u{ff0f}"),
                Just("[::1]"),
            ],
            0..8,
        )
        .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn n1_next_never_leaves_the_host(next in prop_oneof![hostile(), any::<String>()]) {
            for next in [next.clone(), format!("/{next}")] {
                if is_safe(&next) {
                    let there = in_browser(&next).unwrap();
                    prop_assert_eq!(there.host_str(), Some("testserver"));
                    prop_assert_eq!((there.scheme(), there.port()), ("https", None));
                    prop_assert_eq!((there.username(), there.password()), ("", None));
                    // The path alone, when redirected to again, must stay on this host too.
                    let again = in_browser(there.path()).unwrap();
                    prop_assert_eq!(again.host_str(), Some("testserver"));
                }
            }
        }
    }
}
