//! Any `next`, in the query or as the address that was asked for: no browser leaves the site.

#![no_main]

use actix_web::{http::Uri, test::TestRequest};
use libfuzzer_sys::fuzz_target;
use login_fuzz::{send, with_site};
use url::{Url, form_urlencoded};

fn stays(location: &str) {
    let home = Url::parse("https://site.example/a/b").expect("an address");
    let led = home
        .join(location)
        .expect("a location that browsers understand");
    assert_eq!(led.host_str(), home.host_str(), "{location:?}");
    assert_eq!(led.scheme(), home.scheme(), "{location:?}");
}

fuzz_target!(|data: &[u8]| {
    with_site(async |site| {
        let next: String = form_urlencoded::byte_serialize(data).collect();
        let request = TestRequest::with_uri(&format!("/next?next={next}"));
        stays(send(&site, request).await.location().expect("a redirect"));

        let Ok(address) = Uri::try_from(data) else {
            return;
        };
        if address.host().is_some() {
            return;
        }
        let text = format!(
            "/guarded?{}",
            address.path_and_query().map_or("", |all| all.as_str())
        );
        for asked in [address.to_string(), text] {
            if Uri::try_from(asked.as_str()).is_err() {
                continue;
            }
            let answer = send(&site, TestRequest::with_uri(&asked)).await;
            let Some(location) = answer.location() else {
                continue;
            };
            stays(location);
            let query = location.split_once('?').map_or("", |(_, query)| query);
            for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                if name == "next" {
                    stays(&value);
                }
            }
        }
    });
});
