//! Logins that fail: an application that is told of them, and limits them.

mod limits;
mod told;

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{HttpResponse, http::Method, rt::task::yield_now, test::TestRequest, web};
use login::{AuthSession, Event, LoginError, LoginManagerBuilder, LoginThrottle};
use login_tests::{Answer, TestApp, Users};
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
                if let Event::UserLoginFailed {
                    account, address, ..
                }
                | Event::UserLoginThrottled {
                    account, address, ..
                } = event
                {
                    assert_eq!(format!("{event:?}"), event.name(), "may be a password");
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
