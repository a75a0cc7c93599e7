//! An API beside pages: refused with a status and JSON, whatever the request accepts.

use actix_web::web;
use login::{LoginManagerBuilder, LoginScope, RequireLogin, fresh_login_required, login_required};
use login_tests::{Answer, Browser, TestApp};

use super::SESSION;

const HOUR: u64 = 60 * 60;

#[login_required]
async fn known() -> &'static str {
    "known"
}

#[fresh_login_required]
async fn fresh() -> &'static str {
    "fresh"
}

#[login_required(test = |_: &login_tests::User| false)]
async fn forbidden() -> &'static str {
    "never"
}

fn pages(app: &mut web::ServiceConfig) {
    let api = web::scope("/api")
        .app_data(LoginScope::new("api").for_programs())
        .route("/known", web::get().to(known))
        .route("/fresh", web::get().to(fresh))
        .route("/forbidden", web::get().to(forbidden));
    app.service(api);
}

fn views(manager: LoginManagerBuilder) -> LoginManagerBuilder {
    manager
        .login_view("/login")
        .login_message(login::LOGIN_MESSAGE)
        .refresh_view("/confirm")
        .needs_refresh_message(login::REFRESH_MESSAGE)
}

fn assert_told(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.text(), format!(r#"{{"error":"{code}"}}"#));
    assert_eq!(answer.header("location"), None);
    assert!(answer.set_cookie(SESSION).is_none());
}

async fn stale(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    app.wait(2 * HOUR - 1);
    browser.get("/protected").await;
    app.wait(HOUR + 1);
    browser
}

#[actix_web::test]
async fn g2_a_scope_for_programs_never_redirects() {
    let app = TestApp::with_pages(views, pages).await;
    let mut visitor = app.browser();
    assert_told(&visitor.get("/api/known").await, 401, "login_required");
    let page = visitor.get("/protected").await;
    assert_eq!(page.status, 302);
    assert!(page.set_cookie(SESSION).is_some(), "a message is kept");

    let mut stale = stale(&app).await;
    assert_eq!(stale.get("/api/known").await.text(), "known");
    assert_told(&stale.get("/api/fresh").await, 401, "fresh_login_required");
    assert_told(&stale.get("/api/forbidden").await, 403, "forbidden");
    assert_eq!(stale.get("/fresh").await.status, 302);
}

#[actix_web::test]
async fn g2_what_is_closed_around_it_can_be_for_programs_as_well() {
    for (rules, status) in [
        (RequireLogin::new().for_programs(), 401),
        (RequireLogin::new(), 302),
    ] {
        let app = TestApp::closed(rules, pages).await;
        let answer = app.browser().get("/api/known").await;
        assert_eq!(answer.status, status);
        if status == 401 {
            assert_told(&answer, 401, "login_required");
        }
    }
}
