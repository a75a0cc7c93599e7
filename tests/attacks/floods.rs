//! Somebody who logs in and out a great deal, to make the list of logouts forget.

use actix_web::{http::Method, test::TestRequest, web};
use login::{LoginError, Session};
use login_tests::{Browser, TestApp};

/// An application that remembers a handful of logouts.
async fn app() -> TestApp {
    app_with(|_| {}).await
}

async fn app_with(pages: fn(&mut web::ServiceConfig)) -> TestApp {
    TestApp::with_pages(|manager| manager.revocation_capacity(5), pages).await
}

async fn logged_in(app: &TestApp, user: &str) -> Browser {
    let mut browser = app.browser();
    browser.post(&format!("/login?user={user}")).await;
    browser
}

#[actix_web::test]
async fn d3_anonymous_visitors_end_nobodys_login_and_make_no_logout_forgotten() {
    let app = app().await;
    let mut bystander = logged_in(&app, "2").await;
    let mut owner = logged_in(&app, "1").await;
    let mut thief = owner.clone();
    app.wait(1);
    owner.post("/logout").await;
    for _ in 0..20 {
        let (mut one, mut two) = (app.browser(), app.browser());
        for visitor in [&mut one, &mut two] {
            visitor.post("/data/key/value").await;
        }
        one.clone().post("/logout").await;
        let both = format!("{}; {}", one.cookie_header(), two.cookie_header());
        let logout = TestRequest::with_uri("/logout")
            .method(Method::POST)
            .insert_header(("cookie", both));
        app.send(logout).await;
    }
    assert_eq!(thief.get("/protected").await.status, 401);
    assert_eq!(bystander.get("/protected").await.status, 200);
}

async fn permanent(session: Session) -> Result<&'static str, LoginError> {
    session.set_permanent(true)?;
    Ok("ok")
}

#[actix_web::test]
async fn d3_visitors_whose_sessions_become_permanent_end_nobodys_login() {
    let app = app_with(|app| {
        app.route("/permanent", web::post().to(permanent));
    })
    .await;
    let mut bystander = logged_in(&app, "2").await;
    app.wait(1);
    for _ in 0..20 {
        let mut visitor = app.browser();
        visitor.post("/data/key/value").await;
        visitor.post("/permanent").await;
    }
    assert_eq!(bystander.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn d3_a_full_list_refuses_the_ended_and_keeps_the_younger() {
    let app = app().await;
    let mut owner = logged_in(&app, "1").await;
    let mut thief = owner.clone();
    owner.post("/logout").await;
    app.wait(60);
    for _ in 0..20 {
        logged_in(&app, "2").await.post("/logout").await;
    }
    app.wait(60);
    let mut younger = logged_in(&app, "2").await;
    assert_eq!(thief.get("/protected").await.status, 401);
    assert_eq!(younger.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn l2_sessions_of_a_forgotten_credential_stay_refused() {
    let app = app().await;
    let mut owner = app.browser();
    owner.post("/login?user=1&remember=true").await;
    owner.close();
    app.wait(60);
    let mut thief = owner.clone();
    assert_eq!(thief.get("/protected").await.status, 200);
    owner.post("/logout").await;
    app.wait(60);
    for _ in 0..20 {
        let mut other = app.browser();
        other.post("/login?user=2&remember=true").await;
        other.post("/logout").await;
    }
    assert_eq!(thief.get("/protected").await.status, 401);
}
