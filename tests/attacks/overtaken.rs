//! Requests that still carry the session before the one that the browser has by now.

use login_tests::TestApp;

use super::SESSION;

#[actix_web::test]
async fn an_overtaken_request_writes_no_session_over_the_newer_one() {
    let app =
        TestApp::with(|manager| manager.login_view("/login").login_message("Please log in")).await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let mut overtaken = browser.clone();
    browser.post("/confirm").await;
    let answer = overtaken.get("/protected").await;
    assert_eq!(answer.status, 302);
    assert!(answer.set_cookies().is_empty());
    let answer = overtaken.post("/data/key/value").await;
    assert!(answer.set_cookies().is_empty());
}

#[actix_web::test]
async fn an_overtaken_request_restores_no_stale_login_over_the_fresh_one() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut overtaken = browser.clone();
    browser.post("/confirm").await;
    let answer = overtaken.get("/protected").await;
    assert_eq!(answer.status, 200);
    assert!(answer.set_cookie(SESSION).is_none());
    assert_eq!(overtaken.get("/fresh").await.status, 401);
    assert_eq!(browser.get("/fresh").await.status, 200);
}

#[actix_web::test]
async fn an_overtaken_request_can_still_log_in_and_out() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let mut overtaken = browser.clone();
    browser.post("/confirm").await;
    let mut again = overtaken.clone();
    again.post("/login?user=2").await;
    assert_eq!(again.get("/who").await.text(), "2");
    let answer = overtaken.post("/logout").await;
    assert!(answer.set_cookie(SESSION).unwrap().is_removal());
    assert_eq!(browser.get("/who").await.text(), "nobody");
}

#[actix_web::test]
async fn many_logins_over_one_another_do_not_make_the_first_cookie_costly() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let mut first = browser.clone();
    for _ in 0..500 {
        browser.post("/login?user=1").await;
    }
    assert_eq!(first.get("/who").await.text(), "nobody");
    assert_eq!(browser.get("/who").await.text(), "1");
}
