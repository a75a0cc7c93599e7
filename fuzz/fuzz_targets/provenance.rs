//! Any `Sec-Fetch-Site`, `Origin` and `Host`: what is let in is the application's own.

#![no_main]

use actix_web::{http::header::HeaderValue, test::TestRequest};
use libfuzzer_sys::fuzz_target;
use login_fuzz::{send, with_site};

fuzz_target!(|headers: (Option<&[u8]>, Option<&[u8]>, Option<&[u8]>)| {
    with_site(async |site| {
        let (fetch_site, origin, host) = headers;
        let mut request = TestRequest::post().uri("/echo");
        for (name, value) in [("sec-fetch-site", fetch_site), ("origin", origin), ("host", host)] {
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
                let origin = String::from_utf8_lossy(origin).to_ascii_lowercase();
                let host = String::from_utf8_lossy(host.unwrap_or_default()).to_ascii_lowercase();
                let own = [format!("https://{host}"), format!("http://{host}")];
                !host.is_empty() && own.contains(&origin)
            }
        };
        assert_eq!(passed, is_own, "{fetch_site:?} {origin:?} {host:?}");
    });
});
