//! Redirects to a target that an attacker has chosen.

use actix_web::test::TestRequest;
use form_urlencoded::byte_serialize;

use super::{Skipped, visit::address};
use crate::{response::is_safe, testing::Site};

/// Addresses that lead a browser to another site, run a script, or inject a header.
const ELSEWHERE: [&str; 26] = [
    "https://attacker.example",
    "http://attacker.example/",
    "//attacker.example",
    "///attacker.example",
    "////attacker.example",
    "http:///attacker.example",
    "\\\\attacker.example",
    "/\\attacker.example",
    "\\/attacker.example",
    "/\\/attacker.example",
    "//\\attacker.example",
    "http:/\\//attacker.example",
    "http:\\/attacker.example",
    "http:attacker.example",
    "HTTP:/attacker.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "/\t/attacker.example",
    "/\n/attacker.example",
    "\t//attacker.example",
    " //attacker.example",
    "/..//attacker.example",
    "/.//attacker.example",
    "/a\r\nSet-Cookie: x=1",
    "https://localhost@attacker.example",
];

/// Checks that `next` in the query of the login leads to this site only.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn n1_a_login_leads_to_no_other_site(site: &Site) -> Result<(), Skipped> {
    let (_, answer) = site.logged_in().await?;
    let usual = answer.location().map(str::to_owned);
    let request = site.to_log_in()?;
    let address = address(request);
    let separator = if address.contains('?') { '&' } else { '?' };
    for target in ELSEWHERE {
        let next: String = byte_serialize(target.as_bytes()).collect();
        let request = request().uri(&format!("{address}{separator}next={next}"));
        let answer = site.browser().send(request).await;
        assert!(
            !answer.status.is_server_error(),
            "next={target:?} is answered with {}",
            answer.status
        );
        if let Some(location) = answer.location() {
            assert!(
                is_safe(location) || Some(location) == usual.as_deref(),
                "next={target:?} leads to {location:?}"
            );
        }
    }
    Ok(())
}

/// Checks that a guard does not turn the requested address into a dangerous `next`.
///
/// # Errors
///
/// [`Skipped`] without `guarded`.
pub async fn n5_a_guard_leads_to_no_other_site(site: &Site) -> Result<(), Skipped> {
    let page = site.a_guarded_page()?;
    for prefix in ["/", "/%5c", "/%2f", "/.", "/%09/"] {
        let request = TestRequest::with_uri(&format!("{prefix}{page}"));
        let answer = site.send(request).await;
        let Some((_, query)) = answer.location().and_then(|at| at.split_once('?')) else {
            continue;
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let leads_away = name == "next" && !is_safe(&value);
            assert!(!leads_away, "{prefix}{page} leads to {value:?}");
        }
    }
    Ok(())
}
