//! Decides whether a request that may change something comes from the application's own pages.
//! Pure: no request, no clock, no I/O.

use super::TrustedOrigins;
use crate::request::Provenance;

/// Applies the rule of Go's `CrossOriginProtection`: `Sec-Fetch-Site` decides if the browser sends
/// it, otherwise the origin. A client that sends neither is not a browser.
pub(crate) fn is_cross_site(from: Provenance<'_>, trusted: &TrustedOrigins) -> bool {
    match (from.fetch_site, from.origin) {
        (Some(b"same-origin" | b"none"), _) | (None, None) => false,
        (_, Some(origin)) if trusted.contain(origin) => false,
        (Some(_), _) => true,
        (None, Some(origin)) => !is_of_host(origin, from.host),
    }
}

/// Compares an origin with the host of the request. The scheme is ignored, since it cannot be known
/// behind a proxy.
fn is_of_host(origin: &[u8], host: Option<&[u8]>) -> bool {
    let origin = origin
        .strip_prefix(b"https://")
        .or_else(|| origin.strip_prefix(b"http://"));
    match (origin, host) {
        (Some(origin), Some(host)) => !host.is_empty() && origin.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row {
        fetch_site: Option<&'static str>,
        origin: Option<&'static str>,
        host: Option<&'static str>,
        is_cross_site: bool,
    }

    const fn row(
        fetch_site: Option<&'static str>,
        origin: Option<&'static str>,
        is_cross_site: bool,
    ) -> Row {
        Row {
            fetch_site,
            origin,
            host: Some("example.com"),
            is_cross_site,
        }
    }

    fn judge(row: &Row, trusted: &TrustedOrigins) -> bool {
        let from = Provenance {
            fetch_site: row.fetch_site.map(str::as_bytes),
            origin: row.origin.map(str::as_bytes),
            host: row.host.map(str::as_bytes),
        };
        is_cross_site(from, trusted)
    }

    const HOME: Option<&str> = Some("https://example.com");
    const ATTACKER: Option<&str> = Some("https://attacker.example");

    #[test]
    fn x1_the_word_of_the_browser_decides() {
        for (fetch_site, is_cross_site) in [
            ("same-origin", false),
            ("none", false),
            ("cross-site", true),
            ("same-site", true),
            // Unknown values are refused.
            ("", true),
            ("Same-Origin", true),
            ("same-origin, none", true),
            ("same-origin ", true),
        ] {
            for origin in [None, HOME, ATTACKER, Some("null"), Some("")] {
                let row = row(Some(fetch_site), origin, is_cross_site);
                assert_eq!(
                    judge(&row, &TrustedOrigins::default()),
                    row.is_cross_site,
                    "{fetch_site:?} from {origin:?}"
                );
            }
        }
    }

    #[test]
    fn x2_without_it_the_origin_must_be_the_host() {
        for row in [
            row(None, None, false),
            row(None, HOME, false),
            row(None, Some("http://example.com"), false),
            row(None, Some("https://EXAMPLE.com"), false),
            row(None, ATTACKER, true),
            row(None, Some("null"), true),
            row(None, Some(""), true),
            row(None, Some("https://"), true),
            row(None, Some("example.com"), true),
            row(None, Some("ftp://example.com"), true),
            row(None, Some("https://example.com:8443"), true),
            row(None, Some("https://sub.example.com"), true),
            row(None, Some("https://example.com.attacker.example"), true),
            row(None, Some("https://example.com@attacker.example"), true),
            row(None, Some("https://example.com/"), true),
            row(None, Some("https://example.com, https://example.com"), true),
        ] {
            assert_eq!(
                judge(&row, &TrustedOrigins::default()),
                row.is_cross_site,
                "{:?}",
                row.origin
            );
        }
        for host in [None, Some(""), Some("attacker.example")] {
            let row = Row {
                host,
                ..row(None, HOME, true)
            };
            assert!(judge(&row, &TrustedOrigins::default()), "{host:?}");
        }
    }

    #[test]
    fn x2_trusted_origins_are_exact() {
        let mut trusted = TrustedOrigins::default();
        trusted.add("https://accounts.example.org");
        trusted.add("https://Partner.example:8443");
        trusted.check().unwrap();
        for (origin, is_cross_site) in [
            ("https://accounts.example.org", false),
            ("https://partner.example:8443", false),
            ("http://accounts.example.org", true),
            ("https://accounts.example.org:443", true),
            ("https://accounts.example.org/", true),
            ("https://sub.accounts.example.org", true),
            ("https://partner.example", true),
            ("null", true),
        ] {
            for fetch_site in [None, Some("cross-site"), Some("same-site")] {
                let row = row(fetch_site, Some(origin), is_cross_site);
                assert_eq!(judge(&row, &trusted), is_cross_site, "{origin}");
            }
        }
    }
}
