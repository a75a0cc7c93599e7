//! The end of logins, including copies of their cookies.

use std::time::Duration;

use super::{Skipped, visit::assert_refused};
use crate::testing::{Browser, Site};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns a browser with copies of those cookies that `browser` has and `beyond` does not have.
fn copy_beyond(site: &Site, browser: &Browser, beyond: &Browser) -> Browser {
    let mut copy = site.browser();
    for name in browser.cookie_names() {
        if let (Some(value), None) = (browser.cookie(&name), beyond.cookie(&name)) {
            copy.set_cookie(name.clone(), value);
        }
    }
    copy
}

/// Checks that the session after a login does not use a value that the browser has sent before
/// (session fixation; ASVS 7.2.4).
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn t3_a_made_up_cookie_is_not_adopted(site: &Site) -> Result<(), Skipped> {
    let (known, _) = site.logged_in().await?;
    let request = site.to_log_in()?;
    let mut browser = site.browser();
    for name in known.cookie_names() {
        browser.set_cookie(name, "A".repeat(96));
    }
    let planted = browser.clone();
    browser.send(request()).await;
    for name in planted.cookie_names() {
        assert_ne!(browser.cookie(&name), planted.cookie(&name), "{name}");
    }
    Ok(())
}

/// Checks that logging in again creates a new session, and that the previous one is no longer
/// valid.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn f1_a_login_begins_a_new_session(site: &Site) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    let (request, page) = (site.to_log_in()?, site.a_guarded_page()?);
    let mut copy = browser.clone();
    browser.send(request()).await;
    assert!(browser.get(page).await.status.is_success());
    let answer = copy.get(page).await;
    assert_refused(&answer, page, "a copy from before the second login");
    Ok(())
}

/// Checks that a copy of the session cookie is not valid after the logout (ASVS 7.4.1).
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `log_out` and `guarded`.
pub async fn l1_a_copied_session_ends_with_the_logout(site: &Site) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    let (request, page) = (site.to_log_out()?, site.a_guarded_page()?);
    let mut copy = browser.clone();
    browser.send(request()).await;
    let who = "a copy of the session cookie, after the logout";
    assert_refused(&copy.get(page).await, page, who);
    Ok(())
}

/// Checks that a copy of the remember cookie is not valid after the logout (ASVS 7.4.1).
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `log_in_remembered`, `log_out` and `guarded`.
pub async fn l2_a_copied_remember_cookie_ends_with_the_logout(site: &Site) -> Result<(), Skipped> {
    let (plain, _) = site.logged_in().await?;
    let (mut browser, _) = site.remembered().await?;
    let (request, page) = (site.to_log_out()?, site.a_guarded_page()?);
    let mut copy = copy_beyond(site, &browser, &plain);
    browser.send(request()).await;
    let who = "a copy of the remember cookie, after the logout";
    assert_refused(&copy.get(page).await, page, who);
    Ok(())
}

/// Checks that a session that was unused for 32 days has ended. NIST SP 800-63B requires a shorter
/// time (ASVS 7.3.1).
///
/// # Errors
///
/// [`Skipped`] without `clock`, `log_in` and `guarded`.
pub async fn e1_an_unused_session_ends(site: &Site) -> Result<(), Skipped> {
    let (clock, page) = (site.time()?, site.a_guarded_page()?);
    let (mut browser, _) = site.logged_in().await?;
    clock.advance(32 * DAY);
    let answer = browser.get(page).await;
    assert_refused(&answer, page, "a session that was unused for 32 days");
    Ok(())
}

/// Checks that a session that is used every hour has ended after 400 days (ASVS 7.3.2).
///
/// # Errors
///
/// [`Skipped`] without `clock`, `log_in` and `guarded`.
pub async fn e2_a_busy_session_ends_too(site: &Site) -> Result<(), Skipped> {
    let (clock, page) = (site.time()?, site.a_guarded_page()?);
    let (mut browser, _) = site.logged_in().await?;
    for _ in 0..400 * 24 {
        clock.advance(HOUR);
        if !browser.get(page).await.status.is_success() {
            return Ok(());
        }
    }
    panic!("{page} is open to a session of 400 days");
}

/// Checks that a user who entered the password a day ago must enter it again for sensitive pages
/// (ASVS 7.5.1).
///
/// # Errors
///
/// [`Skipped`] without `clock`, `log_in`, `guarded` and `fresh`.
pub async fn e4_a_login_does_not_stay_fresh(site: &Site) -> Result<(), Skipped> {
    let clock = site.time()?;
    let (guarded, fresh) = (site.a_guarded_page()?, site.a_fresh_page()?);
    let (mut browser, _) = site.logged_in().await?;
    for _ in 0..24 {
        clock.advance(HOUR);
        browser.get(guarded).await;
    }
    let answer = browser.get(fresh).await;
    assert_refused(&answer, fresh, "a login of a day ago");
    Ok(())
}

/// Checks that a user who is only remembered must enter the password again for sensitive pages
/// (ASVS 7.5.1).
///
/// # Errors
///
/// [`Skipped`] without `log_in`, `log_in_remembered`, `guarded` and `fresh`.
pub async fn e4_a_remembered_login_is_not_fresh(site: &Site) -> Result<(), Skipped> {
    let (plain, _) = site.logged_in().await?;
    let (mut browser, _) = site.remembered().await?;
    let (guarded, fresh) = (site.a_guarded_page()?, site.a_fresh_page()?);
    let now = browser.get(fresh).await;
    assert!(
        now.status.is_success(),
        "{fresh} is answered with {} to a fresh login",
        now.status
    );
    let mut returning = copy_beyond(site, &browser, &plain);
    let known = returning.get(guarded).await;
    assert!(known.status.is_success(), "nobody is remembered");
    let answer = returning.get(fresh).await;
    assert_refused(&answer, fresh, "a remembered login");
    Ok(())
}

/// Checks that the server stops accepting a remember cookie after 401 days, even if the browser
/// still sends it.
///
/// # Errors
///
/// [`Skipped`] without `clock`, `log_in_remembered` and `guarded`.
pub async fn r1_a_remember_cookie_ends(site: &Site) -> Result<(), Skipped> {
    let (clock, page) = (site.time()?, site.a_guarded_page()?);
    let (mut browser, _) = site.remembered().await?;
    clock.advance(401 * DAY);
    let answer = browser.get(page).await;
    assert_refused(&answer, page, "a remember cookie of 401 days");
    Ok(())
}
