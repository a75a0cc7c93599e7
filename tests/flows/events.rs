//! Whom an event is about.

use std::sync::{Arc, Mutex};

use actix_web::{http::Method, test::TestRequest, web};
use login::{AuthSession, CurrentUser, Event, LoginManagerBuilder};
use login_tests::{TestApp, User};

/// An application, and what its listener was told: the name, and whose login it is.
async fn app() -> (TestApp, impl Fn() -> Vec<String>) {
    app_with(|_| {}).await
}

async fn app_with(pages: fn(&mut web::ServiceConfig)) -> (TestApp, impl Fn() -> Vec<String>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&told);
    let settings = move |manager: LoginManagerBuilder| {
        manager.on_event(move |event, _| {
            if matches!(event, Event::UserAccessed) {
                return;
            }
            let user = event.user_id();
            let line = format!("{event:?} {}", user.as_deref().unwrap_or("nobody"));
            lines.lock().unwrap().push(line);
        })
    };
    let app = TestApp::with_pages(settings, pages).await;
    (app, move || std::mem::take(&mut *told.lock().unwrap()))
}

#[actix_web::test]
async fn p4_a_listener_knows_whose_login_it_is() {
    let (app, told) = app().await;
    let mut browser = app.browser();
    browser.get("/protected").await;
    browser.post("/login?user=1&stale=true").await;
    browser.get("/fresh").await;
    browser.post("/confirm").await;
    assert_eq!(
        told(),
        [
            "user_unauthorized nobody",
            "user_logged_in 1",
            "user_needs_refresh 1",
            "user_login_confirmed 1",
        ]
    );
    let elsewhere = TestRequest::with_uri("/fresh")
        .method(Method::GET)
        .insert_header(("user-agent", "another"));
    browser.send_request(elsewhere).await;
    assert_eq!(told(), ["session_protected 1", "user_needs_refresh 1"]);
    browser.post("/logout").await;
    assert_eq!(told(), ["user_logged_out 1"]);
}

async fn orders(
    auth: AuthSession,
    user: Option<CurrentUser<User>>,
    of: web::Path<String>,
) -> actix_web::Result<&'static str> {
    match user {
        None => Err(auth.unauthorized()),
        Some(user) if user.id != *of => Err(auth.forbidden()),
        Some(_) => Ok("orders"),
    }
}

#[actix_web::test]
async fn p4_a_handler_that_forbids_answers_and_tells_as_a_guard_does() {
    let (app, told) = app_with(|app| {
        app.route("/orders/{of}", web::get().to(orders));
    })
    .await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/orders/1").await.status, 401);
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/orders/1").await.text(), "orders");
    told();
    let answer = browser.get("/orders/2").await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("cache-control").unwrap(), "no-store, private");
    assert_eq!(told(), ["user_forbidden 1"]);
    let program = TestRequest::with_uri("/orders/2").insert_header(("accept", "application/json"));
    let answer = browser.send_request(program).await;
    assert_eq!(answer.text(), r#"{"error":"forbidden"}"#);
    assert_eq!(browser.get("/orders/1").await.text(), "orders");
}
