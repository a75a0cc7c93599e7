//! What answers give away, to caches and to those who guess.

use super::Skipped;
use crate::testing::{Answer, Site};

fn is_never_stored(answer: &Answer) -> bool {
    let rules = answer.header("cache-control").unwrap_or_default();
    rules
        .split(',')
        .any(|rule| rule.trim().eq_ignore_ascii_case("no-store"))
}

/// A cache would give one visitor's cookie to the next.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn p1_an_answer_with_a_login_cookie_is_not_stored(site: &Site) -> Result<(), Skipped> {
    let (mut browser, logged_in) = site.logged_in().await?;
    assert!(is_never_stored(&logged_in), "the answer to the login");
    if let Ok(request) = site.to_log_out() {
        let logged_out = browser.send(request()).await;
        assert!(is_never_stored(&logged_out), "the answer to the logout");
    }
    Ok(())
}

/// Caches must not give the page of one visitor to another.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn p2_guarded_answers_vary_by_cookie(site: &Site) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    for page in &site.guarded {
        let answer = browser.get(page).await;
        let vary = answer.header("vary").unwrap_or_default();
        let varies = vary
            .split(',')
            .any(|name| name.trim().eq_ignore_ascii_case("cookie"));
        assert!(varies, "{page} varies by {vary:?}");
    }
    Ok(())
}

/// After the logout nobody goes back to a guarded page; a page that says its own
/// `Cache-Control` knows what it does.
///
/// # Errors
///
/// [`Skipped`] without `log_in` and `guarded`.
pub async fn p3_guarded_answers_are_not_stored(site: &Site) -> Result<(), Skipped> {
    let (mut browser, _) = site.logged_in().await?;
    for page in &site.guarded {
        let refused = site.browser().get(page).await;
        assert!(is_never_stored(&refused), "{page}, refused");
        let answer = browser.get(page).await;
        let says_so = answer.header("cache-control").is_some();
        assert!(says_so, "{page} says nothing to caches");
    }
    Ok(())
}

/// Nobody learns from a failed login which accounts exist or are closed (ASVS 6.3.8). How long
/// the answers take is not looked at.
///
/// # Errors
///
/// [`Skipped`] without `log_in_in_vain`.
pub async fn u1_failed_logins_look_alike(site: &Site) -> Result<(), Skipped> {
    let mut first: Option<Answer> = None;
    for request in &site.log_in_in_vain {
        let answer = site.send(request()).await;
        assert!(!answer.status.is_server_error(), "{answer:?}");
        let Some(first) = &first else {
            first = Some(answer);
            continue;
        };
        assert_eq!(answer.status, first.status);
        assert_eq!(answer.body, first.body);
        assert_eq!(names(&answer), names(first));
        assert_eq!(answer.location(), first.location());
    }
    match first {
        Some(_) => Ok(()),
        None => Err(Skipped::without("log_in_in_vain")),
    }
}

fn names(answer: &Answer) -> Vec<String> {
    let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
    names.sort();
    names
}
