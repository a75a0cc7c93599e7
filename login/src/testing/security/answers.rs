//! What answers reveal, to caches and to attackers who guess.

use super::Skipped;
use crate::testing::{Answer, Site};

fn is_never_stored(answer: &Answer) -> bool {
    let rules = answer.header("cache-control").unwrap_or_default();
    rules
        .split(',')
        .any(|rule| rule.trim().eq_ignore_ascii_case("no-store"))
}

/// Checks that answers with a login cookie are not stored: a cache would give one visitor's cookie
/// to the next.
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

/// Checks that guarded answers vary by `Cookie`, so that caches do not give the page of one visitor
/// to another.
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

/// Checks that guarded pages cannot be reopened from a cache after the logout. A page that sets
/// `Cache-Control` itself is accepted as it is.
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

/// Checks that a failed login does not reveal which accounts exist or are closed (ASVS 6.3.8). The
/// time that answers take is not checked.
///
/// # Errors
///
/// [`Skipped`] without `log_in_in_vain`.
pub async fn u1_failed_logins_look_alike(site: &Site) -> Result<(), Skipped> {
    let mut requests = site.log_in_in_vain.iter();
    let first = requests.next().ok_or(Skipped::without("log_in_in_vain"))?;
    let first = site.send(first()).await;
    assert!(!first.status.is_server_error(), "{first:?}");
    for (number, request) in (2..).zip(requests) {
        let answer = site.send(request()).await;
        for (what, one, other) in [
            (
                "statuses",
                first.status.to_string(),
                answer.status.to_string(),
            ),
            ("locations", text(first.location()), text(answer.location())),
            ("headers", names(&first), names(&answer)),
            ("bodies", first.text(), answer.text()),
        ] {
            assert!(
                one == other,
                "the {what} of the failed logins 1 and {number} (`Site::log_in_in_vain`) tell \
                 accounts apart: {one:?}, {other:?}"
            );
        }
    }
    Ok(())
}

/// Checks that the number of guesses at one password is limited (ASVS 6.3.1).
///
/// # Errors
///
/// [`Skipped`] without `log_in_in_vain` and `throttled`.
pub async fn u2_guesses_come_to_an_end(site: &Site) -> Result<(), Skipped> {
    let most = site.throttled.ok_or(Skipped::without("throttled"))?;
    let guess = site.log_in_in_vain.first();
    let guess = guess.ok_or(Skipped::without("log_in_in_vain"))?;
    for _ in 0..most {
        site.send(guess()).await;
    }
    let answer = site.send(guess()).await;
    let status = answer.status;
    assert!(
        status == 429,
        "guess {} at one account is answered with {status}, and not with 429",
        u64::from(most) + 1
    );
    Ok(())
}

fn text(location: Option<&str>) -> String {
    location.unwrap_or("none").to_owned()
}

fn names(answer: &Answer) -> String {
    let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
    names.sort();
    names.join(", ")
}
