//! Logins that fail: who hears of them, and how many may.

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{
    HttpResponse,
    http::Method,
    rt::{spawn, task::yield_now},
    test::TestRequest,
    web,
};
use login::{AuthSession, BuildError, Event, LoginError, LoginManagerBuilder, LoginThrottle};
use login_tests::{Answer, Browser, TestApp, Users};
use serde::Deserialize;

const HOME: &str = "203.0.113.9";
const ELSEWHERE: &str = "198.51.100.77";
const MINUTE: u64 = 60;

#[derive(Deserialize)]
struct Credentials {
    user: String,
    password: String,
}

/// How often a password was looked at, by one test.
#[derive(Clone, Default)]
struct Looked(Arc<AtomicUsize>);

thread_local! {
    static LOOKED: Looked = Looked::default();
}

fn looked() -> usize {
    LOOKED.with(|looked| looked.0.load(Ordering::SeqCst))
}

fn pages(app: &mut web::ServiceConfig) {
    app.route("/sign-in", web::post().to(sign_in))
        .route("/first-factor", web::post().to(first_factor))
        .route("/re-enter", web::post().to(re_enter));
}

/// Whether it is the user's password: takes a while, in which others come.
async fn is_right(users: &Users, credentials: &Credentials) -> bool {
    LOOKED.with(|looked| looked.0.fetch_add(1, Ordering::SeqCst));
    yield_now().await;
    let user = users.get(&credentials.user);
    user.is_some_and(|user| user.password == credentials.password)
}

async fn sign_in(
    auth: AuthSession,
    credentials: web::Query<Credentials>,
    users: web::Data<Users>,
) -> Result<HttpResponse, LoginError> {
    auth.login_attempt(&credentials.user).await?;
    let bad_login = || HttpResponse::Unauthorized().body("Bad login");
    if !is_right(&users, &credentials).await {
        return Ok(bad_login());
    }
    let Some(user) = users.get(&credentials.user) else {
        return Ok(bad_login());
    };
    match auth.login_user(&user).remember(true).await {
        Ok(()) => Ok(HttpResponse::Ok().body("True")),
        Err(LoginError::InactiveUser) => Ok(bad_login()),
        Err(error) => Err(error),
    }
}

async fn first_factor(
    auth: AuthSession,
    credentials: web::Query<Credentials>,
    users: web::Data<Users>,
) -> Result<&'static str, LoginError> {
    let attempt = auth.login_attempt(&credentials.user).await?;
    if !is_right(&users, &credentials).await {
        return Ok("wrong");
    }
    attempt.passed().await;
    Ok("now the second")
}

async fn re_enter(
    auth: AuthSession,
    credentials: web::Query<Credentials>,
    users: web::Data<Users>,
) -> Result<&'static str, LoginError> {
    auth.login_attempt(&credentials.user).await?;
    if !is_right(&users, &credentials).await {
        return Ok("wrong");
    }
    auth.confirm_login().await?;
    Ok("confirmed")
}

/// 5 in 5 minutes for an account, 20 in 20 for an address.
fn throttle() -> LoginThrottle {
    let minutes = |minutes: u64| Duration::from_secs(minutes * MINUTE);
    LoginThrottle::in_memory()
        .per_account(5, minutes(5))
        .per_address(20, minutes(20))
}

/// What listeners heard: the event's name, the account and the address.
type Heard = Arc<Mutex<Vec<(&'static str, String, Option<IpAddr>)>>>;

async fn site(
    settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
) -> (TestApp, Heard) {
    let heard = Heard::default();
    let tell = Arc::clone(&heard);
    let app = TestApp::with_pages(
        |manager| {
            settings(manager).on_event(move |event, _| {
                if let Event::UserLoginFailed { account, address }
                | Event::UserLoginThrottled { account, address } = event
                {
                    let heard = (event.name(), (*account).to_owned(), *address);
                    tell.lock().unwrap().push(heard);
                }
            })
        },
        pages,
    )
    .await;
    (app, heard)
}

async fn throttled() -> (TestApp, Heard) {
    site(|manager| manager.login_throttle(throttle())).await
}

fn take(heard: &Heard) -> Vec<(&'static str, String, Option<IpAddr>)> {
    std::mem::take(&mut *heard.lock().unwrap())
}

fn attempt(page: &str, user: &str, password: &str, from: &str) -> TestRequest {
    let password = password.replace(' ', "+");
    let from: IpAddr = from.parse().unwrap();
    TestRequest::with_uri(&format!("/{page}?user={user}&password={password}"))
        .method(Method::POST)
        .peer_addr((from, 4711).into())
}

async fn sign_in_as(app: &TestApp, user: &str, password: &str, from: &str) -> Answer {
    app.send(attempt("sign-in", user, password, from)).await
}

/// How many attempts are let through until one is not.
async fn admitted(app: &TestApp, user: &str, from: &str) -> usize {
    let mut admitted = 0;
    while sign_in_as(app, user, "wrong", from).await.status != 429 {
        admitted += 1;
    }
    admitted
}

fn lines(answer: &Answer) -> Vec<String> {
    let headers = answer.headers.iter();
    let mut lines: Vec<_> = headers
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    lines.sort();
    lines
}

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
