//! Logging out, and the copies of cookies that others may have made.

use login_tests::TestApp;

use super::{REMEMBER, SESSION};

#[actix_web::test]
async fn l1_a_captured_session_cookie_fails_after_logout() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let mut thief = browser.clone();
    assert_eq!(thief.get("/protected").await.status, 200);
    assert_eq!(browser.post("/logout").await.text(), "True");
    let answer = thief.get("/protected").await;
    assert_eq!(answer.status, 401);
    assert!(answer.set_cookie(SESSION).unwrap().is_removal());
    assert_eq!(thief.get("/who").await.text(), "nobody");
}

#[actix_web::test]
async fn l1_every_cookie_that_one_session_was_ever_sealed_into_fails_after_logout() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let mut copies = vec![browser.clone()];
    for value in ["a", "b", "c"] {
        browser.post(&format!("/data/key/{value}")).await;
        copies.push(browser.clone());
    }
    browser.post("/logout").await;
    for copy in &mut copies {
        assert_eq!(copy.get("/protected").await.status, 401);
    }
}

#[actix_web::test]
async fn l2_a_captured_remember_cookie_fails_after_logout() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut thief = browser.clone();
    thief.close();
    assert_eq!(thief.clone().get("/who").await.text(), "1");
    browser.post("/logout").await;
    let answer = thief.get("/protected").await;
    assert_eq!(answer.status, 401);
    assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
}

#[actix_web::test]
async fn l2_logging_out_ends_a_remembered_login_before_it_was_restored() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.close();
    let mut thief = browser.clone();
    browser.post("/logout").await;
    assert!(browser.jar.is_empty());
    assert_eq!(thief.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn l5_other_devices_stay_logged_in() {
    let app = TestApp::new().await;
    let (mut here, mut there) = (app.browser(), app.browser());
    for browser in [&mut here, &mut there] {
        browser.post("/login?user=1&remember=true").await;
    }
    here.post("/logout").await;
    assert_eq!(there.get("/protected").await.status, 200);
    there.close();
    assert_eq!(there.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn l6_logging_out_drops_all_session_data() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    browser.post("/data/secret/x").await;
    let answer = browser.post("/logout").await;
    assert!(answer.set_cookie(SESSION).unwrap().is_removal());
    assert_eq!(browser.get("/data").await.text(), "");
}

#[actix_web::test]
async fn logging_out_without_a_login_is_no_error_and_sets_nothing() {
    let app = TestApp::new().await;
    let answer = app.browser().post("/logout").await;
    assert_eq!(answer.text(), "True");
    assert!(answer.set_cookies().is_empty());
}

#[actix_web::test]
async fn a_remember_cookie_below_a_path_is_removed_from_anywhere() {
    let app = TestApp::with(|manager| {
        manager.remember_cookie(login::CookieConfig::new().path("/account"))
    })
    .await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    // A real browser would not send it to /logout.
    let remember = browser.jar.remove("__Secure-remember_token");
    assert!(remember.is_some());
    let answer = browser.post("/logout").await;
    let removed = answer.set_cookie("__Secure-remember_token").unwrap();
    assert!(removed.is_removal());
}

#[actix_web::test]
async fn l2_a_remember_cookie_below_a_path_ends_with_the_login_that_has_followed() {
    for again in [
        "/login?user=1",
        "/login?user=1&remember=true",
        "/login?user=2",
    ] {
        let app = TestApp::with(|manager| {
            manager.remember_cookie(login::CookieConfig::new().path("/account"))
        })
        .await;
        let mut browser = app.browser();
        browser.post("/login?user=1&remember=true").await;
        let name = browser.jar.keys().find(|name| name.contains("remember"));
        let name = name.unwrap().clone();
        let mut copy = browser.clone();
        copy.jar.retain(|cookie, _| *cookie == name);
        // It is not sent to the login.
        browser.jar.remove(&name);
        let answer = browser.post(again).await;
        let removed = answer.set_cookie(&name).is_some_and(|it| it.is_removal());
        assert_eq!(removed, again == "/login?user=2", "{again}");
        browser.jar.remove(&name);
        assert_eq!(browser.post("/logout").await.status, 200);
        assert_eq!(copy.get("/protected").await.status, 401, "{again}");
    }
}
