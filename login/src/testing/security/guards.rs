//! Which pages are open to which visitors.

use actix_web::{http::Method, test::TestRequest};

use super::{
    Skipped,
    visit::{assert_refused, named},
};
use crate::testing::{Answer, Site};

/// Checks that guarded pages and pages for fresh logins are closed without a login, whatever the
/// method.
///
/// # Errors
///
/// [`Skipped`] without `guarded`.
pub async fn g1_guarded_pages_are_closed_whatever_the_method(site: &Site) -> Result<(), Skipped> {
    site.a_guarded_page()?;
    for page in site.guarded.iter().chain(&site.fresh) {
        let answer = site.browser().get(page).await;
        assert_refused(&answer, page, "nobody");
        for method in [
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            let request = TestRequest::with_uri(page).method(method.clone());
            let status = site.send(request).await.status;
            assert!(!status.is_success(), "{method} {page}: {status}");
        }
    }
    Ok(())
}

/// Checks that a guarded request is refused without a login and accepted with one. If both get the
/// same answer, it does not come from a guard.
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `guarded` and `guarded_request`.
pub async fn g1_guarded_requests_are_closed(site: &Site) -> Result<(), Skipped> {
    if site.guarded_requests.is_empty() {
        return Err(Skipped::without("guarded_request"));
    }
    for request in &site.guarded_requests {
        let refused = site.send(request()).await;
        let (mut browser, _) = site.logged_in().await?;
        let admitted = browser.send(request()).await;
        let what = named(request);
        assert_refused(&refused, &what, "nobody");
        let outcome = |answer: &Answer| (answer.status, answer.location().map(str::to_owned));
        assert_ne!(
            outcome(&refused),
            outcome(&admitted),
            "{what} is answered alike to nobody and to who is logged in"
        );
        let status = admitted.status;
        let is_there = !matches!(status.as_u16(), 401 | 403 | 404 | 405);
        assert!(
            is_there,
            "{what} is answered with {status} to who is logged in; a request of another role is a \
             `forbidden_request`"
        );
    }
    Ok(())
}

/// Checks that pages are closed to a user without the required role or permission.
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `guarded`, and `forbidden` or `forbidden_request`.
pub async fn g1_forbidden_pages_are_closed_to_this_user(site: &Site) -> Result<(), Skipped> {
    if site.forbidden.is_empty() && site.forbidden_requests.is_empty() {
        return Err(Skipped::without("forbidden"));
    }
    let (mut browser, _) = site.logged_in().await?;
    for page in &site.forbidden {
        assert_refused(&site.browser().get(page).await, page, "nobody");
        let answer = browser.get(page).await;
        assert_refused(&answer, page, "a user who must not see it");
    }
    for request in &site.forbidden_requests {
        let what = named(request);
        assert_refused(&site.send(request()).await, &what, "nobody");
        let answer = browser.send(request()).await;
        assert_refused(&answer, &what, "a user who must not make it");
    }
    Ok(())
}

/// Checks that a login opens every guarded page: for a mistyped address, the other checks would
/// prove nothing.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn g1_a_login_opens_them(site: &Site) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    for page in site.guarded.iter().chain(&site.fresh) {
        let status = browser.get(page).await.status;
        assert!(
            status.is_success(),
            "{page}: {status}; a page of another role is `forbidden`"
        );
    }
    Ok(())
}

/// Checks that public pages are open without a login.
///
/// # Errors
///
/// [`Skipped`] without `public`.
pub async fn g1_public_pages_are_open(site: &Site) -> Result<(), Skipped> {
    site.a_public_page()?;
    for page in &site.public {
        let status = site.browser().get(page).await.status;
        assert!(status.is_success(), "{page}: {status}");
    }
    Ok(())
}

/// Checks that a client that accepts JSON gets a status instead of the login page.
///
/// # Errors
///
/// [`Skipped`] without `guarded`.
pub async fn g2_programs_are_not_redirected(site: &Site) -> Result<(), Skipped> {
    site.a_guarded_page()?;
    for page in &site.guarded {
        let request = TestRequest::with_uri(page).insert_header(("accept", "application/json"));
        let answer = site.send(request).await;
        assert_eq!(answer.status, 401, "{page}");
        assert_eq!(answer.location(), None, "{page}");
    }
    Ok(())
}

/// Checks that a CORS preflight, which browsers send before some requests to another origin, gets
/// no content of the page.
///
/// # Errors
///
/// [`Skipped`] without `guarded`.
pub async fn g3_a_preflight_runs_no_handler(site: &Site) -> Result<(), Skipped> {
    site.a_guarded_page()?;
    for page in &site.guarded {
        for method in ["GET", "POST"] {
            let request = TestRequest::with_uri(page)
                .method(Method::OPTIONS)
                .insert_header(("origin", "https://attacker.example"))
                .insert_header(("access-control-request-method", method));
            let answer = site.send(request).await;
            assert!(
                answer.body.is_empty() || !answer.status.is_success(),
                "a preflight of {page} is answered with {} and a body",
                answer.status
            );
        }
    }
    Ok(())
}
