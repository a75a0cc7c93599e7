//! Who uses a session, goes on with it or logs in is not logged out by requests beside that.

use login_tests::{Answer, Browser};

use super::case::{Case, Outcome, PLAIN, Start, in_every_order, is_in};

const USES: [&str; 3] = ["/protected", "/confirm", "/data/key/other"];

/// One browser that gets the answers in the order in which they were made.
fn browser(outcome: &Outcome) -> Browser {
    let mut browser = outcome.starts[0].clone();
    for at in &outcome.order {
        let answer = outcome.ends[*at].answer.as_ref();
        for cookie in answer.map(Answer::set_cookies).unwrap_or_default() {
            if cookie.is_removal() {
                browser.jar.remove(&cookie.name);
            } else {
                browser.jar.insert(cookie.name, cookie.value);
            }
        }
    }
    browser
}

async fn browser_is_in(outcome: &Outcome) -> Result<(), String> {
    if is_in(&browser(outcome)).await {
        Ok(())
    } else {
        Err("out".to_owned())
    }
}

async fn browser_is_remembered(outcome: &Outcome) -> Result<(), String> {
    let mut browser = browser(outcome);
    browser.close();
    if is_in(&browser).await {
        Ok(())
    } else {
        Err("not remembered".to_owned())
    }
}

/// Who has logged in is in; only where something failed may it be told to be tried again.
async fn login_is_in(outcome: &Outcome) -> Result<(), String> {
    let login = &outcome.ends[0];
    match login.status() {
        Some(200) if is_in(&login.browser).await => Ok(()),
        Some(200) => Err("told to be in, and out".to_owned()),
        Some(503) if outcome.has_failed => Ok(()),
        _ => Err("not logged in".to_owned()),
    }
}

#[actix_web::test]
async fn whoever_uses_a_session_in_two_requests_stays_in_also_if_one_operation_fails() {
    for start in [
        Start::Session,
        Start::Remembered,
        Start::RememberCookie,
        Start::Sealed,
        Start::SealedRemembered,
    ] {
        for (index, first) in USES.iter().enumerate() {
            for second in &USES[index..] {
                let case = Case {
                    start,
                    requests: &[first, second],
                    switches: 1,
                    failures: 1,
                    ..PLAIN
                };
                in_every_order(case, browser_is_in).await;
            }
        }
    }
}

/// The answer of the request that did renew it may arrive first.
#[actix_web::test]
async fn a_request_that_could_not_renew_a_session_does_not_send_its_cookie_again() {
    let sealed = Case {
        start: Start::Sealed,
        requests: &["/confirm", "/confirm"],
        switches: 3,
        failures: 1,
        ..PLAIN
    };
    let restored = Case {
        start: Start::RememberCookie,
        requests: &["/confirm", "/login?user=1&remember=true"],
        ..PLAIN
    };
    let check = async |outcome: &Outcome| {
        let refused = outcome.ends.iter().filter(|end| end.status() == Some(401));
        let cookies = refused.flat_map(|end| end.answer.as_ref().unwrap().set_cookies());
        let mut cookies = cookies.filter(|cookie| !cookie.is_removal());
        match cookies.next() {
            Some(cookie) => Err(format!("a cookie with a 401: {cookie:?}")),
            None => Ok(()),
        }
    };
    in_every_order(sealed, check).await;
    in_every_order(restored, check).await;
}

#[actix_web::test]
async fn f1_whoever_logs_in_is_in_whatever_copies_of_the_session_before_do() {
    for start in [
        Start::Session,
        Start::Sealed,
        Start::SealedRemembered,
        Start::Visitor,
    ] {
        for copy in ["/protected", "/confirm", "/data/key/other", "/login?user=2"] {
            for failures in [0, 1] {
                let case = Case {
                    start,
                    requests: &["/login?user=1&remember=true", copy],
                    switches: 2 - failures,
                    failures,
                    ..PLAIN
                };
                in_every_order(case, login_is_in).await;
            }
        }
    }
}

#[actix_web::test]
async fn d5_a_login_that_fails_leaves_the_session_before_whatever_else_the_browser_asks_for() {
    for (start, switches) in [
        (Start::Session, 2),
        (Start::Remembered, 2),
        (Start::Sealed, 1),
        (Start::SealedRemembered, 1),
    ] {
        for login in ["/login?user=1&remember=true", "/login?user=2"] {
            for other in ["/protected", "/data/key/other"] {
                let case = Case {
                    start,
                    requests: &[login, other],
                    switches,
                    failures: 1,
                    ..PLAIN
                };
                let check = async |outcome: &Outcome| match outcome.ends[0].status() {
                    Some(503) => browser_is_in(outcome).await,
                    _ => login_is_in(outcome).await,
                };
                in_every_order(case, check).await;
            }
        }
    }
}

#[actix_web::test]
async fn f1_whoever_knew_a_visitors_session_cannot_log_out_whom_that_visitor_became() {
    for copy in ["/logout", "/logout-and-note"] {
        let case = Case {
            start: Start::Visitor,
            requests: &["/login?user=1", copy],
            switches: 3,
            ..PLAIN
        };
        in_every_order(case, login_is_in).await;
    }
}

#[actix_web::test]
async fn d5_what_goes_on_makes_no_room_for_what_it_was() {
    for start in [Start::Session, Start::Sealed] {
        let case = Case {
            start,
            requests: &["/confirm", "/protected"],
            switches: 3,
            most_sessions: 1,
            ..PLAIN
        };
        in_every_order(case, browser_is_in).await;
    }
}

#[actix_web::test]
async fn f1_whoever_logs_in_elsewhere_is_in_whatever_the_others_end_at_that_moment() {
    let case = Case {
        start: Start::Elsewhere,
        requests: &["/login?user=1", "/revoke-others", "/logout"],
        // The other logins have ended.
        opening: &[(1, 6)],
        ..PLAIN
    };
    in_every_order(case, login_is_in).await;
}

#[actix_web::test]
async fn l5_whoever_ends_the_other_logins_is_in_whatever_else_the_browser_asks_for() {
    for start in [
        Start::Session,
        Start::Remembered,
        Start::Sealed,
        Start::SealedRemembered,
    ] {
        for other in ["/protected", "/data/key/other"] {
            let case = Case {
                start,
                requests: &["/revoke-others", other],
                ..PLAIN
            };
            let check = async |outcome: &Outcome| {
                login_is_in(outcome).await?;
                browser_is_in(outcome).await?;
                match start {
                    Start::Session | Start::Sealed => Ok(()),
                    _ => browser_is_remembered(outcome).await,
                }
            };
            in_every_order(case, check).await;
        }
    }
}
