//! Whom an event is about.

use std::sync::{Arc, Mutex};

use actix_web::{http::Method, test::TestRequest};
use login::Event;
use login_tests::TestApp;

/// An application, and what its listener was told: the name, and whose login it is.
async fn app() -> (TestApp, impl Fn() -> Vec<String>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&told);
    let app = TestApp::with(move |manager| {
        manager.on_event(move |event, _| {
            let user = match event {
                Event::UserAccessed => return,
                Event::SessionProtected { user_id } => Some((*user_id).to_owned()),
                event => event.user().map(|user| user.get_id()),
            };
            let line = format!("{} {}", event.name(), user.as_deref().unwrap_or("nobody"));
            lines.lock().unwrap().push(line);
        })
    })
    .await;
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
