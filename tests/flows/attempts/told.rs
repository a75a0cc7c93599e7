//! Who hears of logins that fail, and what whoever fails is answered.

use std::{future::poll_fn, task::Poll};

use login_tests::Browser;

use super::{ELSEWHERE, HOME, admitted, attempt, lines, looked, sign_in_as, site, take, throttled};

#[actix_web::test]
async fn u1_unknown_wrong_and_inactive_are_answered_alike_throttled_or_not() {
    let mut all = Vec::new();
    for (user, password) in [
        ("nobody", "wrong"),
        ("1", "wrong"),
        ("3", "wrong"),
        ("3", "password of 3"),
        ("", ""),
    ] {
        let (app, _) = throttled().await;
        let mut answers = Vec::new();
        for _ in 0..7 {
            let answer = sign_in_as(&app, user, password, HOME).await;
            assert!(answer.set_cookies().is_empty());
            answers.push((answer.status.as_u16(), lines(&answer), answer.body));
        }
        let statuses: Vec<_> = answers.iter().map(|(status, ..)| *status).collect();
        assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
        all.push(answers);
    }
    for answers in &all {
        assert_eq!(*answers, all[0]);
    }
}

#[actix_web::test]
async fn u2_listeners_hear_of_failed_logins_with_account_and_address() {
    let (app, heard) = throttled().await;
    let home = HOME.parse().ok();
    sign_in_as(&app, "1", "wrong", HOME).await;
    let told = ("user_login_failed", "1".to_owned(), home);
    assert_eq!(take(&heard), [told]);
    sign_in_as(&app, "3", "password of 3", HOME).await;
    let told = ("user_login_failed", "3".to_owned(), home);
    assert_eq!(take(&heard), [told]);
    assert_eq!(
        sign_in_as(&app, "1", "password of 1", HOME).await.status,
        200
    );
    assert_eq!(take(&heard), []);
    assert_eq!(admitted(&app, "Ada+", ELSEWHERE).await, 5);
    let told = take(&heard);
    let elsewhere = ELSEWHERE.parse().ok();
    assert_eq!(told.len(), 6);
    assert_eq!(told[4], ("user_login_failed", "Ada ".to_owned(), elsewhere));
    assert_eq!(
        told[5],
        ("user_login_throttled", "Ada ".to_owned(), elsewhere)
    );
    // Other pages are no attempts.
    app.browser().get("/protected").await;
    app.browser().post("/login?user=3").await;
    assert_eq!(take(&heard), []);
}

#[actix_web::test]
async fn u2_without_a_throttle_failed_logins_are_told_and_never_refused() {
    let (app, heard) = site(|manager| manager).await;
    for _ in 0..50 {
        assert_eq!(sign_in_as(&app, "1", "wrong", HOME).await.status, 401);
    }
    assert_eq!(take(&heard).len(), 50);
}

#[actix_web::test]
async fn u2_a_factor_that_was_right_has_not_failed_and_frees_nobody_who_guesses_at_the_next() {
    let (app, heard) = throttled().await;
    for _ in 0..30 {
        let request = attempt("first-factor", "1", "password of 1", HOME);
        assert_eq!(app.send(request).await.text(), "now the second");
    }
    assert_eq!(take(&heard), []);
    let mut guesses = 0;
    loop {
        let request = attempt("first-factor", "1", "password of 1", HOME);
        let first = app.send(request).await.status;
        if first == 429 || sign_in_as(&app, "1", "wrong", HOME).await.status == 429 {
            break;
        }
        guesses += 1;
    }
    assert_eq!(guesses, 5);
}

#[actix_web::test]
async fn u2_confirming_a_login_ends_an_attempt_as_a_login_does() {
    let (app, heard) = throttled().await;
    let mut browser: Browser = app.browser();
    let login = attempt("sign-in", "1", "password of 1", HOME);
    browser.send_request(login).await;
    for _ in 0..10 {
        let request = attempt("re-enter", "1", "password of 1", HOME);
        assert_eq!(browser.send_request(request).await.text(), "confirmed");
    }
    assert_eq!(take(&heard), []);
    for _ in 0..5 {
        let request = attempt("re-enter", "1", "wrong", HOME);
        assert_eq!(browser.send_request(request).await.text(), "wrong");
    }
    assert_eq!(take(&heard).len(), 5);
    let request = attempt("re-enter", "1", "password of 1", HOME);
    assert_eq!(browser.send_request(request).await.status, 429);
}

#[actix_web::test]
async fn u2_who_breaks_off_while_the_password_is_looked_at_is_told_of() {
    let (app, heard) = throttled().await;
    for (user, password) in [("1", "wrong"), ("1", "password of 1")] {
        let before = looked();
        let mut sending = Box::pin(app.send(attempt("sign-in", user, password, HOME)));
        poll_fn(|cx| {
            assert!(sending.as_mut().poll(cx).is_pending());
            if looked() == before {
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
        assert_eq!(take(&heard), []);
        drop(sending);
        let told = ("user_login_failed", user.to_owned(), HOME.parse().ok());
        assert_eq!(take(&heard), [told]);
    }
}
