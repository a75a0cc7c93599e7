//! Requests that pages of other sites make a browser send.

use actix_web::test::TestRequest;

use super::{
    Skipped,
    visit::{address, from_elsewhere},
};
use crate::testing::Site;

/// Checks that a form on another site cannot log its visitor in as the attacker (login CSRF).
///
/// # Errors
///
/// [`Skipped`] without `log_in`.
pub async fn x1_another_site_logs_nobody_in(site: &Site) -> Result<(), Skipped> {
    let request = site.to_log_in()?;
    let answer = site.send(from_elsewhere(request())).await;
    assert_eq!(answer.status, 403);
    assert!(answer.leaves_cookies_alone(), "{answer:?}");
    Ok(())
}

/// Checks that a form on another site cannot log its visitor out.
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `log_out` and `guarded`.
pub async fn x1_another_site_logs_nobody_out(site: &Site) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    let (request, page) = (site.to_log_out()?, site.a_guarded_page()?);
    let answer = browser.send(from_elsewhere(request())).await;
    assert_eq!(answer.status, 403);
    assert!(browser.get(page).await.status.is_success(), "logged out");
    Ok(())
}

/// Checks the same for browsers that do not send `Sec-Fetch-Site`.
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `log_out` and `guarded`.
pub async fn x2_a_foreign_origin_logs_nobody_in_or_out(site: &Site) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    let (log_in, log_out) = (site.to_log_in()?, site.to_log_out()?);
    for origin in ["https://attacker.example", "null"] {
        for request in [log_in, log_out] {
            let request = request().insert_header(("origin", origin));
            let answer = browser.send(request).await;
            assert_eq!(answer.status, 403, "origin {origin}");
            assert!(answer.leaves_cookies_alone(), "{answer:?}");
        }
    }
    let page = site.a_guarded_page()?;
    assert!(browser.get(page).await.status.is_success(), "logged out");
    Ok(())
}

/// Checks that a link or an image cannot log a visitor out (ASVS 3.5.3).
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `log_out` and `guarded`.
pub async fn x3_a_link_logs_nobody_out(site: &Site) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    let (request, page) = (site.to_log_out()?, site.a_guarded_page()?);
    let link = TestRequest::with_uri(&address(request));
    browser.send(link).await;
    assert!(
        browser.get(page).await.status.is_success(),
        "GET {} logs out",
        address(request)
    );
    Ok(())
}
