//! Any `Sec-Fetch-Site`, `Origin` and `Host`: what is let in is the application's own.

#![no_main]

use actix_web::{http::header::HeaderValue, test::TestRequest};
use libfuzzer_sys::fuzz_target;
use login_fuzz::{send, with_site};

fuzz_target!(|headers: (Option<&[u8]>, Option<&[u8]>, Option<&[u8]>)| {
    with_site(async |site| {
        let (fetch_site, origin, host) = headers;
        let mut request = TestRequest::post().uri("/echo");
        for (name, value) in [
            ("sec-fetch-site", fetch_site),
            ("origin", origin),
            ("host", host),
        ] {
            if let Some(value) = value {
                let Ok(value) = HeaderValue::from_bytes(value) else {
                    return;
                };
                request = request.insert_header((name, value));
            }
        }
        let passed = send(&site, request).await.status == 200;
        let is_own = match (fetch_site, origin) {
            (Some(site), _) => site == b"same-origin" || site == b"none",
            (None, None) => true,
            (None, Some(origin)) => {
                // As bytes: as text, all that is no UTF-8 would be the same. Browsers write the
                // scheme in lower case.
                let host = host.unwrap_or_default();
                let mut schemes = [&b"https://"[..], b"http://"].into_iter();
                let of = schemes.find_map(|scheme| origin.strip_prefix(scheme));
                of.is_some_and(|of| !host.is_empty() && of.eq_ignore_ascii_case(host))
            }
        };
        assert_eq!(passed, is_own, "{fetch_site:?} {origin:?} {host:?}");
    });
});
