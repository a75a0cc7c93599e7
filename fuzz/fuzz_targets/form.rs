//! Any body of a form: the request loader sees it, and the handler gets it byte for byte.

#![no_main]

use actix_web::test::TestRequest;
use libfuzzer_sys::fuzz_target;
use login_fuzz::{send, with_site};

fuzz_target!(|data: &[u8]| {
    with_site(async |site| {
        let request = || {
            TestRequest::post()
                .insert_header(("content-type", "application/x-www-form-urlencoded"))
                .set_payload(data.to_vec())
        };
        let echoed = send(&site, request().uri("/echo")).await;
        assert_eq!(echoed.body, data);
        let refused = send(&site, request().uri("/guarded")).await;
        assert_ne!(refused.status, 200);
    });
});
