//! How many logins may fail.

use std::time::Duration;

use actix_web::rt::spawn;
use login::{BuildError, LoginThrottle};
use login_tests::{TestApp, Users};

use super::{
    ELSEWHERE, HOME, MINUTE, admitted, attempt, looked, sign_in_as, site, take, throttle, throttled,
};

#[actix_web::test]
async fn u2_once_too_many_have_failed_no_password_is_looked_at_until_the_time_that_is_told() {
    let (app, _) = throttled().await;
    assert_eq!(admitted(&app, "1", HOME).await, 5);
    let before = looked();
    let answer = sign_in_as(&app, "1", "password of 1", HOME).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.text(), "Too Many Requests");
    assert_eq!(answer.header("retry-after"), Some("60"));
    assert_eq!(looked(), before);
    app.wait(59);
    let answer = sign_in_as(&app, "1", "password of 1", HOME).await;
    assert_eq!(answer.header("retry-after"), Some("1"));
    app.wait(1);
    let answer = sign_in_as(&app, "1", "password of 1", HOME).await;
    assert_eq!(answer.status, 200);
    // All is forgotten after as long as the limit says.
    app.wait(5 * MINUTE);
    assert_eq!(admitted(&app, "1", ELSEWHERE).await, 5);
}

#[actix_web::test]
async fn u2_logins_that_succeed_cost_nothing() {
    let (app, _) = throttled().await;
    for _ in 0..60 {
        let answer = sign_in_as(&app, "1", "password of 1", HOME).await;
        assert_eq!(answer.status, 200);
    }
    assert_eq!(admitted(&app, "2", HOME).await, 5);
}

#[actix_web::test]
async fn u2_a_login_of_ones_own_gives_nobody_more_guesses_at_others() {
    let (app, _) = throttled().await;
    let mut guesses = 0;
    loop {
        assert_eq!(
            sign_in_as(&app, "2", "password of 2", HOME).await.status,
            200
        );
        if sign_in_as(&app, "1", "wrong", HOME).await.status == 429 {
            break;
        }
        guesses += 1;
    }
    assert_eq!(guesses, 5);
}

#[actix_web::test]
async fn u2_an_account_has_one_limit_however_many_addresses_it_is_tried_from() {
    let (app, _) = throttled().await;
    let mut admitted = 0;
    for n in 0..100 {
        let user = if n % 2 == 0 { "ADA" } else { "+ada+" };
        let answer = sign_in_as(&app, user, "wrong", &format!("192.0.2.{n}")).await;
        admitted += usize::from(answer.status != 429);
    }
    assert_eq!(admitted, 5);
}

#[actix_web::test]
async fn u2_an_address_has_one_limit_however_many_accounts_it_tries() {
    for (same, other) in [(HOME, "203.0.113.10"), ("2001:db8::1", "2001:db8:0:1::1")] {
        let (app, _) = throttled().await;
        let mut admitted = 0;
        for n in 0..100 {
            let answer = sign_in_as(&app, &format!("account{n}"), "wrong", same).await;
            admitted += usize::from(answer.status != 429);
        }
        assert_eq!(admitted, 20);
        let answer = sign_in_as(&app, "1", "password of 1", same).await;
        assert_eq!(answer.header("retry-after"), Some("60"));
        assert_eq!(
            sign_in_as(&app, "1", "password of 1", other).await.status,
            200
        );
    }
    let (app, _) = throttled().await;
    for n in 0..40 {
        sign_in_as(
            &app,
            &format!("account{n}"),
            "wrong",
            &format!("2001:db8::{n}"),
        )
        .await;
    }
    let answer = sign_in_as(&app, "1", "password of 1", "2001:db8::ffff").await;
    assert_eq!(answer.status, 429);
}

#[actix_web::test]
async fn u2_an_address_in_a_header_makes_no_other_address() {
    let (app, _) = throttled().await;
    let mut admitted = 0;
    for n in 0..100 {
        let request = attempt("sign-in", &format!("account{n}"), "wrong", HOME);
        let request = request.insert_header(("X-Forwarded-For", format!("192.0.2.{n}")));
        let request = request.insert_header(("Forwarded", format!("for=192.0.2.{n}")));
        admitted += usize::from(app.send(request).await.status != 429);
    }
    assert_eq!(admitted, 20);
}

#[actix_web::test]
async fn u2_behind_a_trusted_proxy_each_client_has_a_limit_of_its_own() {
    let (app, heard) = site(|manager| {
        manager
            .login_throttle(throttle())
            .trusted_proxies(["10.0.0.1"])
    })
    .await;
    let through = async |account: String, line: String| {
        let request = attempt("sign-in", &account, "wrong", "10.0.0.1");
        let request = request.insert_header(("X-Forwarded-For", line));
        app.send(request).await.status != 429
    };
    for n in 0..100 {
        assert!(through(format!("one{n}"), format!("192.0.2.{n}")).await);
    }
    let heard = take(&heard);
    assert_eq!(heard[99].2, "192.0.2.99".parse().ok());
    let mut admitted = 0;
    for n in 0..100 {
        // What the client writes itself stands before its address.
        let is_through = through(format!("two{n}"), format!("192.0.2.{n}, {HOME}")).await;
        admitted += usize::from(is_through);
    }
    assert_eq!(admitted, 20);
}

#[actix_web::test]
async fn u2_nobody_elsewhere_locks_an_owner_out_of_where_the_account_is_known() {
    let (app, _) = throttled().await;
    let login = sign_in_as(&app, "1", "password of 1", HOME).await;
    assert_eq!(login.status, 200);
    for _ in 0..10 {
        assert!(admitted(&app, "1", ELSEWHERE).await <= 5);
        // At home, and beside it in the same network.
        for home in [HOME, "203.0.113.200"] {
            let answer = sign_in_as(&app, "1", "password of 1", home).await;
            assert_eq!(answer.status, 200, "{home}");
        }
        // In a place that is new to the account there is a turn now and then, no more.
        let answer = sign_in_as(&app, "1", "password of 1", "192.0.2.1").await;
        assert_eq!(answer.status, 429);
        app.wait(2 * MINUTE);
    }
    // Who is where the account is known has no more guesses than anybody.
    app.wait(5 * MINUTE);
    assert_eq!(admitted(&app, "1", HOME).await, 5);
    // And it is known there for 90 days.
    app.wait(91 * 24 * 60 * MINUTE);
    assert_eq!(admitted(&app, "1", ELSEWHERE).await, 5);
    assert_eq!(admitted(&app, "1", HOME).await, 0);
}

#[actix_web::test]
async fn u2_logins_from_many_networks_make_no_other_account_unknown_where_it_is_known() {
    let (app, _) = site(|manager| manager.login_throttle(throttle().capacity(50))).await;
    let owner = async |from| sign_in_as(&app, "1", "password of 1", from).await.status;
    assert_eq!(owner(HOME).await, 200);
    // Somebody with an account and a large network of IPv6.
    for n in 0..100 {
        app.wait(1);
        let from = format!("2001:db8:0:{n:x}::1");
        let own = sign_in_as(&app, "2", "password of 2", &from).await;
        assert_eq!(own.status, 200);
    }
    assert_eq!(admitted(&app, "1", ELSEWHERE).await, 5);
    assert_eq!(owner(HOME).await, 200);
    assert_eq!(owner("192.0.2.1").await, 429);
    // Of one account the last few networks count.
    assert_eq!(admitted(&app, "2", ELSEWHERE).await, 5);
    for (n, admitted_there) in [(99, 5), (92, 5), (91, 0), (0, 0)] {
        let from = format!("2001:db8:0:{n:x}::1");
        assert_eq!(admitted(&app, "2", &from).await, admitted_there, "{n}");
    }
}

#[actix_web::test]
async fn u2_attempts_side_by_side_do_not_slip_through() {
    let (app, _) = throttled().await;
    let before = looked();
    let attempts = (0..30).map(|n| {
        let app = app.clone();
        let from = format!("192.0.2.{n}");
        spawn(async move { sign_in_as(&app, "1", "wrong", &from).await.status.as_u16() })
    });
    let attempts: Vec<_> = attempts.collect();
    let mut refused = 0;
    for attempt in attempts {
        refused += usize::from(attempt.await.unwrap() == 429);
    }
    assert_eq!(refused, 25);
    assert_eq!(looked() - before, 5);
}

#[actix_web::test]
async fn u2_limits_that_let_nobody_in_are_refused_when_the_application_starts() {
    let day = Duration::from_secs(24 * 60 * MINUTE);
    let zero = BuildError::ZeroLogins {
        setting: "per_account",
    };
    let short = BuildError::ZeroDuration {
        setting: "per_address",
    };
    let limits = LoginThrottle::in_memory;
    for (throttle, expected) in [
        (limits().per_account(0, day), zero),
        (limits().per_address(1, Duration::from_millis(999)), short),
    ] {
        let secret = login::SecretKey::generate().unwrap();
        let clock = login::testing::TestClock::new();
        let builder = TestApp::builder(secret, &Users::new(), &clock);
        let error = builder.login_throttle(throttle).build().unwrap_err();
        assert_eq!(error, expected);
    }
}

#[actix_web::test]
async fn u2_a_limit_for_ever_admits_as_many_as_it_says() {
    let for_ever = LoginThrottle::in_memory()
        .per_account(3, Duration::MAX)
        .per_address(3, Duration::MAX);
    let (app, _) = site(|manager| manager.login_throttle(for_ever)).await;
    assert_eq!(admitted(&app, "1", HOME).await, 3);
    app.wait(1000 * 24 * 60 * MINUTE);
    assert_eq!(admitted(&app, "1", HOME).await, 0);
    assert_eq!(admitted(&app, "2", ELSEWHERE).await, 3);
}
