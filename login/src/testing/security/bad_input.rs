//! Cookies that the application has not issued.

use actix_web::test::TestRequest;

use super::{Skipped, visit::assert_refused};
use crate::testing::{Answer, Site};

const GARBAGE: [&[u8]; 12] = [
    b"",
    b";",
    b"=",
    b"==;==",
    b"\"",
    b"\xff\xfe\x80",
    b"{\"user\":1}",
    b"eyJhbGciOiJub25lIn0.eyJ1c2VyIjoxfQ.",
    b"%00%0d%0a",
    b"\t \t",
    b"0|0",
    b"../../../etc/passwd",
];

async fn with_cookies(site: &Site, page: &str, header: &[u8]) -> Option<Answer> {
    let header = actix_web::http::header::HeaderValue::from_bytes(header).ok()?;
    let request = TestRequest::with_uri(page).insert_header(("cookie", header));
    Some(site.send(request).await)
}

/// Checks that a cookie with a changed, missing or additional byte is not a login and causes no
/// error.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn k1_a_changed_cookie_is_nobodys(site: &Site) -> Result<(), Skipped> {
    let (browser, _) = site.logged_in().await?;
    let page = site.a_guarded_page()?;
    let header = browser.cookie_header();
    let names: usize = header.find('=').unwrap_or_default();
    for at in names + 1..header.len() {
        let mut bytes = header.clone().into_bytes();
        if let Some(byte) = bytes.get_mut(at) {
            // Separators are left as they are, so that the cookies stay apart.
            if *byte == b';' || *byte == b'=' || *byte == b' ' {
                continue;
            }
            *byte = if *byte == b'A' { b'B' } else { b'A' };
        }
        if let Some(answer) = with_cookies(site, page, &bytes).await {
            assert!(!answer.status.is_server_error(), "byte {at}");
            if browser.cookie_names().len() == 1 {
                assert_refused(&answer, page, "a changed cookie");
            }
        }
    }
    let shorter = header.get(..header.len() - 1).unwrap_or_default();
    for changed in [
        shorter.to_owned(),
        format!("{header}A"),
        format!("{header}="),
    ] {
        if let Some(answer) = with_cookies(site, page, changed.as_bytes()).await {
            assert!(!answer.status.is_server_error());
            if browser.cookie_names().len() == 1 {
                assert_refused(&answer, page, "a cookie of another length");
            }
        }
    }
    Ok(())
}

/// Checks that the value of one cookie is not valid under the name of another.
///
/// # Errors
///
/// [`Skipped`] without `log_in_remembered` and `guarded`.
pub async fn k1_cookies_in_each_others_place_are_nobodys(site: &Site) -> Result<(), Skipped> {
    let (browser, _) = site.remembered().await?;
    let page = site.a_guarded_page()?;
    let names = browser.cookie_names();
    for (name, other) in names.iter().zip(names.iter().skip(1)) {
        let (Some(value), Some(other_value)) = (browser.cookie(name), browser.cookie(other)) else {
            continue;
        };
        let mut swapped = site.browser();
        swapped.set_cookie(name.clone(), other_value);
        swapped.set_cookie(other.clone(), value);
        let answer = swapped.get(page).await;
        assert_refused(&answer, page, "swapped cookies");
    }
    Ok(())
}

/// Checks that garbage, also under the names of the cookies, is not a login and causes no error.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn d1_garbage_is_no_error(site: &Site) -> Result<(), Skipped> {
    let (browser, _) = site.logged_in().await?;
    let page = site.a_guarded_page()?;
    let long = vec![b'A'; 60_000];
    for name in browser.cookie_names() {
        for garbage in GARBAGE.into_iter().chain([&long[..]]) {
            let named = [name.as_bytes(), b"=", garbage].concat();
            for header in [garbage, &named] {
                if let Some(answer) = with_cookies(site, page, header).await {
                    assert_refused(&answer, page, "garbage");
                }
            }
        }
    }
    Ok(())
}

/// Checks that two cookies of the same name have the same effect in either order. A sibling host
/// can set the second one.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn d2_the_order_of_twins_does_not_matter(site: &Site) -> Result<(), Skipped> {
    let (one, _) = site.logged_in().await?;
    let page = site.a_guarded_page()?;
    for name in one.cookie_names() {
        let header = one.cookie_header();
        let twin = format!("{name}=garbage");
        let orders = [format!("{twin}; {header}"), format!("{header}; {twin}")];
        let mut answers = Vec::new();
        for order in &orders {
            answers.extend(with_cookies(site, page, order.as_bytes()).await);
        }
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        assert!(
            statuses.windows(2).all(|pair| pair.first() == pair.last()),
            "{name}: {statuses:?}"
        );
    }
    Ok(())
}
