//! What is logged. In a process of its own: other tests' events would be in the log too.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{sync::Arc, time::Duration};

use actix_web::{FromRequest, HttpRequest, http::Method, web};
use login::{
    AuthSession, CurrentUser, LoginError, SecretKey, Session, SessionError, fresh_login_required,
    session_tag, store::MemoryStore, testing::TestClock,
};
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
            "the session value `key` has another type",
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

#[fresh_login_required]
async fn again() -> &'static str {
    "the password, please"
}

#[actix_web::test]
async fn a_view_for_a_fresh_login_that_wants_one_itself_is_told_how_to_be_guarded() {
    let (log, _here) = Log::here(Level::INFO);
    let app = TestApp::with_pages(
        |manager| manager.login_view("/login").refresh_view("/again"),
        |app| {
            app.route("/again", web::get().to(again));
        },
    )
    .await;
    let mut browser = app.browser();
    browser.post("/login?user=1&stale=true").await;
    let answer = browser.get("/fresh").await;
    assert_eq!(answer.header("location"), Some("/again?next=%2Ffresh"));
    assert_eq!(browser.get("/again").await.status, 401);
    let text = log.text();
    let words = "guard it by `#[login_required]`";
    assert_eq!(text.matches(words).count(), 1, "{text}");
    assert!(text.contains("view=\"/again\""), "{text}");
}

#[test]
fn a_manager_whose_sessions_no_other_knows_is_told_of_where_there_are_two() {
    let (log, _here) = Log::here(Level::WARN);
    let told = || log.text().matches("a second `LoginManager`").count();
    let build = |secret: &str, store: Option<Arc<MemoryStore>>| {
        let builder = TestApp::sealed(
            SecretKey::new(secret).unwrap(),
            &Users::new(),
            &TestClock::new(),
        );
        let builder = match store {
            Some(shared) => builder.session_store(shared),
            None => builder.session_store(MemoryStore::new()),
        };
        builder.build().unwrap();
    };
    let apart = "c7d2911f0a5e4b83966d20e8f4b71a35d80e6c92";
    let together = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61";
    let shared = Arc::new(MemoryStore::new());
    for _ in 0..2 {
        build(together, Some(Arc::clone(&shared)));
        assert_eq!(told(), 0);
    }
    build(apart, None);
    assert_eq!(told(), 0);
    build(apart, None);
    assert_eq!(told(), 1);
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
