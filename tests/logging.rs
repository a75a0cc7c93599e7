//! What is logged. In a process of its own: other tests' events would be in the log too.

#![allow(missing_docs, clippy::unwrap_used)]

use std::time::Duration;

use actix_web::{FromRequest, HttpRequest, http::Method, web};
use login::{AuthSession, CurrentUser, LoginError, Session, SessionError, session_tag};
use login_tests::{Log, TestApp, User, Users};
use tracing::Level;

async fn wrong_type(session: Session) -> Result<String, SessionError> {
    session.insert("key", "a private word")?;
    Ok(session.get::<u8>("key")?.unwrap_or_default().to_string())
}

async fn devices(auth: AuthSession) -> Result<String, LoginError> {
    Ok(auth.sessions().await?.len().to_string())
}

async fn no_duration(auth: AuthSession, users: web::Data<Users>) -> Result<String, LoginError> {
    let user = users.get("1").unwrap();
    let login = auth.login_user(&user).remember(true);
    login.duration(Duration::ZERO).await?;
    Ok(String::new())
}

async fn too_much(session: Session) -> Result<String, SessionError> {
    session.insert("key", "x".repeat(40_000))?;
    Ok(String::new())
}

#[actix_web::test]
async fn what_is_answered_with_500_is_in_the_log_once_with_what_to_do() {
    let (log, _here) = Log::here(Level::INFO);
    let app = TestApp::with_pages(
        |manager| manager,
        |app| {
            app.route("/wrong-type", web::get().to(wrong_type))
                .route("/devices", web::get().to(devices))
                .route("/no-duration", web::post().to(no_duration))
                .route("/too-much", web::get().to(too_much));
        },
    )
    .await;
    for (method, uri, words) in [
        (
            Method::GET,
            "/wrong-type",
            "the session value `key` is of another type",
        ),
        (
            Method::GET,
            "/devices",
            "give the `LoginManager` a `session_store`",
        ),
        (
            Method::POST,
            "/no-duration",
            "the remember duration must be at least one second",
        ),
        (Method::GET, "/too-much", "the session would have"),
    ] {
        let before = log.text().len();
        let mut browser = app.browser();
        browser.post("/login?user=1").await;
        let answer = browser.send(method, uri).await;
        assert_eq!(answer.status, 500, "{uri}");
        assert_eq!(answer.text(), "Internal Server Error", "{uri}");
        let text = log.text();
        let said = text.get(before..).unwrap();
        assert_eq!(said.matches(words).count(), 1, "{uri} {said}");
        assert!(!said.contains("a private word"), "{said}");
    }
}

#[actix_web::test]
async fn p4_no_token_and_no_user_id_is_logged() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.subscriber(Level::TRACE)).unwrap();
    let app = TestApp::new().await;
    app.users.put(User {
        id: "somebody".to_owned(),
        ..app.users.get("1").unwrap()
    });
    let mut browser = app.browser();
    browser.post("/login?user=somebody&remember=true").await;
    let mut secrets: Vec<String> = browser.jar.values().cloned().collect();
    secrets.push("somebody".to_owned());
    browser.close();
    browser.get("/fresh").await;
    secrets.extend(browser.jar.values().cloned());
    browser.post("/confirm").await;
    secrets.extend(browser.jar.values().cloned());
    browser.post("/logout").await;
    let log = log.text();
    for event in [
        "user_logged_in",
        "user_loaded_from_cookie",
        "user_needs_refresh",
        "user_login_confirmed",
        "user_logged_out",
    ] {
        assert!(log.contains(event), "{event} is missing in:\n{log}");
    }
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} in:\n{log}");
    }
}

/// The words behind `session=` of the events, in their order.
fn tags(log: &Log) -> Vec<String> {
    let text = log.text();
    let lines = text.lines().filter(|line| line.contains("event="));
    let tags = lines.map(|line| {
        let tag = line.split("session=\"").nth(1).unwrap_or("none\"");
        tag.split('"').next().unwrap().to_owned()
    });
    tags.collect()
}

#[actix_web::test]
async fn p4_a_session_is_named_by_a_hash_from_a_login_to_its_end() {
    let (log, _here) = Log::here(Level::TRACE);
    let app = TestApp::with_pages(
        |manager| manager,
        |app| {
            app.route("/tag", web::get().to(tag_of_session));
        },
    )
    .await;
    let mut browser = app.browser();
    browser.get("/who").await;
    assert_eq!(tags(&log), ["none"]);
    browser.post("/login?user=1").await;
    let first = tags(&log).pop().unwrap();
    assert_eq!(first.len(), 16, "{first}");
    browser.get("/who").await;
    browser.get("/protected").await;
    assert_eq!(tags(&log), ["none", &first, &first, &first]);
    assert_eq!(browser.get("/tag").await.text(), format!("None {first}"));
    browser.post("/confirm").await;
    let second = tags(&log).pop().unwrap();
    assert_ne!(second, first);
    let mut other = app.browser();
    other.post("/login?user=1").await;
    let third = tags(&log).pop().unwrap();
    assert!(third != first && third != second && third.len() == 16);
}

/// Before and after something asks for the login.
async fn tag_of_session(request: HttpRequest) -> String {
    let before = session_tag(&request);
    let _auth = AuthSession::extract(&request).await.unwrap();
    let user = Option::<CurrentUser<User>>::extract(&request).await;
    assert!(user.unwrap().is_some());
    format!("{before:?} {}", session_tag(&request).unwrap())
}
