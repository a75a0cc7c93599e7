//! Any `Cookie` header: nobody, and no error. The bytes begin from real cookies by the half of
//! the inputs, so that what is behind the seal's edges is reached as well.

#![no_main]

use std::cell::RefCell;

use actix_web::{http::header::HeaderValue, test::TestRequest};
use libfuzzer_sys::fuzz_target;
use login_fuzz::{send, with_site};

thread_local! {
    static REAL: RefCell<Option<String>> = const { RefCell::new(None) };
}

fuzz_target!(|data: &[u8]| {
    with_site(async |site| {
        let real = match REAL.with_borrow(Clone::clone) {
            Some(real) => real,
            None => {
                let mut browser = site.browser();
                browser.post("/login").await;
                let header = browser.cookie_header();
                REAL.set(Some(header.clone()));
                header
            }
        };
        let mut header = real.into_bytes();
        match data.split_first() {
            // Each pair says which byte becomes which.
            Some((first, changes)) if first % 2 == 0 => {
                let before = header.clone();
                for change in changes.chunks_exact(3) {
                    let [high, low, value] = change else { continue };
                    let at = usize::from(u16::from_be_bytes([*high, *low])) % header.len();
                    header[at] = *value;
                }
                if header == before {
                    return;
                }
            }
            _ => header = data.to_vec(),
        }
        let Ok(value) = HeaderValue::from_bytes(&header) else {
            return;
        };
        let request = TestRequest::with_uri("/guarded").insert_header(("cookie", value));
        let answer = send(&site, request).await;
        let both_changed = !is_whole(&header);
        assert!(answer.status != 200 || !both_changed, "somebody got in");
    });

    /// Whether one of the two cookies is still what it was.
    fn is_whole(header: &[u8]) -> bool {
        let real = REAL.with_borrow(Clone::clone).unwrap_or_default();
        let header = String::from_utf8_lossy(header);
        real.split("; ").any(|cookie| header.contains(cookie))
    }
});
