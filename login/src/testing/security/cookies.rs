//! The attributes and lifetimes of login cookies.

use super::Skipped;
use crate::testing::{SetCookie, Site};

const DAY: i64 = 24 * 60 * 60;

/// Returns all cookies of a login, and of a remembered login if the site has one.
async fn of_login(site: &Site) -> Result<Vec<SetCookie>, Skipped> {
    let mut cookies = site.logged_in().await?.1.set_cookies();
    if let Ok((_, answer)) = site.remembered().await {
        cookies.extend(answer.set_cookies());
    }
    cookies.retain(|cookie| !cookie.is_removal());
    assert!(!cookies.is_empty(), "the login sets no cookie");
    Ok(cookies)
}

/// Checks for `Secure`, `HttpOnly`, `SameSite` of `Lax` or `Strict`, `Path=/` and no `Domain` (ASVS
/// 3.3).
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn c1_cookies_are_secure_http_only_and_same_site(site: &Site) -> Result<(), Skipped> {
    for cookie in of_login(site).await? {
        for flag in ["Secure", "HttpOnly"] {
            assert!(cookie.attribute(flag).is_some(), "no {flag}: {cookie:?}");
        }
        let same_site = cookie.attribute("SameSite").unwrap_or_default();
        assert!(
            ["lax", "strict"].contains(&same_site.to_ascii_lowercase().as_str()),
            "SameSite is neither Lax nor Strict: {cookie:?}"
        );
        assert_eq!(cookie.attribute("Path"), Some("/"), "{cookie:?}");
        assert_eq!(cookie.attribute("Domain"), None, "{cookie:?}");
    }
    Ok(())
}

/// Checks that names begin with `__Host-`: no other host of the site can set such a cookie (ASVS
/// 3.3.3).
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn c2_names_of_cookies_have_the_host_prefix(site: &Site) -> Result<(), Skipped> {
    for cookie in of_login(site).await? {
        let name = cookie.name.to_ascii_lowercase();
        assert!(name.starts_with("__host-"), "{cookie:?}");
    }
    Ok(())
}

/// Checks that a removal repeats the attributes of the cookie: a browser removes it only if name,
/// path and the rest are the same.
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `log_out` and `guarded`.
pub async fn c5_a_removal_repeats_every_attribute(site: &Site) -> Result<(), Skipped> {
    let request = site.to_log_out()?;
    let entered = [site.logged_in().await?]
        .into_iter()
        .chain(site.remembered().await.ok());
    for (mut browser, answer) in entered {
        let left = browser.send(request()).await;
        for cookie in answer.set_cookies() {
            if cookie.is_removal() {
                continue;
            }
            let Some(removal) = left.set_cookie(&cookie.name) else {
                panic!("the logout leaves the cookie: {cookie:?}");
            };
            assert_eq!(removal.lasting_attributes(), cookie.lasting_attributes());
        }
    }
    Ok(())
}

/// Checks that no cookie has a lifetime of more than 400 days: browsers keep none for longer, so
/// the lifetime would be wrong (RFC 6265bis).
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn c7_no_cookie_lives_longer_than_400_days(site: &Site) -> Result<(), Skipped> {
    for cookie in of_login(site).await? {
        let seconds = cookie.attribute("Max-Age").map(str::parse::<i64>);
        if let Some(seconds) = seconds {
            let seconds = seconds.unwrap_or(i64::MAX);
            assert!(seconds <= 400 * DAY, "{cookie:?}");
        }
    }
    Ok(())
}

/// Checks that public pages set no cookies, with and without a login, so that they can be cached.
///
/// # Errors
///
/// [`Skipped`] without `public`.
pub async fn c8_public_pages_set_no_cookie(site: &Site) -> Result<(), Skipped> {
    site.a_public_page()?;
    let mut browsers = vec![site.browser()];
    browsers.extend(site.logged_in().await.ok().map(|(browser, _)| browser));
    for mut browser in browsers {
        for page in &site.public {
            let answer = browser.get(page).await;
            let cookies = answer.set_cookies();
            assert!(cookies.is_empty(), "{page} sets cookies: {cookies:?}");
        }
    }
    Ok(())
}

/// Checks that a login that is not remembered ends with the browser, even after more requests.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn c9_who_is_not_remembered_is_forgotten_with_the_browser(
    site: &Site,
) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    let page = site.a_guarded_page()?;
    for _ in 0..3 {
        browser.get(page).await;
    }
    browser.close();
    let answer = browser.get(page).await;
    super::visit::assert_refused(&answer, page, "a browser that was closed");
    Ok(())
}
