//! Any cookies under Flask's names, and real ones with changed bytes: nobody, and no error. What
//! is signed with Flask's own secret is opened as far as its inflated JSON.

#![no_main]

use actix_web::{http::header::HeaderValue, test::TestRequest};
use libfuzzer_sys::fuzz_target;
use login_fuzz::{flask_session, send, with_site};

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let cookie = match first % 3 {
        0 => [b"session=", rest].concat(),
        1 => [b"remember_token=", rest].concat(),
        // Authentic, whatever it holds: compressed or not, JSON or not.
        _ => [b"session=", flask_session(rest, first % 2 == 0).as_bytes()].concat(),
    };
    with_site(async |site| {
        let Ok(value) = HeaderValue::from_bytes(&cookie) else {
            return;
        };
        let request = TestRequest::with_uri("/guarded").insert_header(("cookie", value));
        let answer = send(&site, request).await;
        // Only what is authentic can name somebody.
        assert!(answer.status != 200 || first % 3 == 2, "somebody got in");
    });
});
