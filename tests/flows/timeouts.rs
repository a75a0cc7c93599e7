//! How long a login lasts, by the server's clock.

use std::time::Duration;

use login_tests::{TestApp, is_stored};

use super::{REMEMBER, SESSION};

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

#[actix_web::test]
async fn e1_an_unused_session_ends_after_two_hours() {
    let app = TestApp::new().await;
    let (mut browser, mut earlier) = (app.browser(), app.browser());
    browser.post("/login?user=1").await;
    earlier.post("/login?user=1").await;
    app.wait(2 * HOUR - 1);
    assert_eq!(earlier.get("/protected").await.status, 200);
    app.wait(1);
    let answer = browser.get("/protected").await;
    assert_eq!(answer.status, 401);
    assert!(answer.set_cookie(SESSION).unwrap().is_removal());
}

#[actix_web::test]
async fn e1_use_keeps_a_session_alive() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    for _ in 0..10 {
        app.wait(2 * HOUR - 1);
        assert_eq!(browser.get("/protected").await.status, 200);
    }
}

#[actix_web::test]
async fn e1_requests_that_come_by_themselves_keep_no_session_alive() {
    let app = TestApp::with(|manager| manager.unattended_path("/who")).await;
    let (mut left, mut used) = (app.browser(), app.browser());
    for browser in [&mut left, &mut used] {
        browser.post("/login?user=1").await;
    }
    for _ in 0..7 {
        app.wait(HOUR / 4);
        for browser in [&mut left, &mut used] {
            let answer = browser.get("/who").await;
            assert_eq!(answer.text(), "1");
            assert!(answer.set_cookies().is_empty());
        }
    }
    assert_eq!(used.get("/protected").await.status, 200);
    app.wait(HOUR / 4);
    assert_eq!(left.get("/who").await.text(), "nobody");
    for _ in 0..6 {
        assert_eq!(used.get("/who").await.text(), "1");
        app.wait(HOUR / 4);
    }
    assert_eq!(used.get("/who").await.text(), "1");
    app.wait(HOUR / 4);
    assert_eq!(used.get("/who").await.text(), "nobody");
}

#[actix_web::test]
async fn e1_requests_that_come_by_themselves_do_not_lengthen_what_is_remembered() {
    let app = TestApp::with(|manager| {
        manager
            .unattended_path("/who")
            .remember_cookie_refresh_each_request(true)
    })
    .await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    app.wait(HOUR);
    assert!(browser.get("/who").await.set_cookie(REMEMBER).is_none());
    assert!(browser.get("/current").await.set_cookie(REMEMBER).is_some());
}

#[actix_web::test]
async fn timeouts_that_never_come_are_no_mistake() {
    let app = TestApp::with(|manager| {
        manager
            .session_idle_timeout(Duration::MAX)
            .session_absolute_timeout(Duration::MAX)
            .permanent_session_lifetime(Duration::MAX)
            .fresh_login_lifetime(Duration::MAX)
            .remember_cookie_duration(Duration::MAX)
    })
    .await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    app.wait(1000 * DAY);
    assert_eq!(browser.get("/fresh").await.status, 200);
    browser.post("/confirm").await;
    browser.post("/logout").await;
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn e2_a_busy_session_ends_after_thirty_days_all_the_same() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    for hour in 1..30 * 24 {
        app.wait(HOUR);
        assert_eq!(browser.get("/protected").await.status, 200, "hour {hour}");
    }
    app.wait(HOUR - 1);
    assert_eq!(browser.get("/protected").await.status, 200);
    app.wait(1);
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn e2_new_data_does_not_move_the_absolute_timeout() {
    let app = TestApp::with(|manager| {
        manager
            .session_idle_timeout(Duration::from_secs(DAY))
            .session_absolute_timeout(Duration::from_secs(2 * DAY))
    })
    .await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    for _ in 0..3 {
        app.wait(DAY / 2);
        assert_eq!(browser.post("/data/k/v").await.status, 200);
        browser
            .post(&format!("/data/k/{}", app.users.loads()))
            .await;
        assert_eq!(browser.get("/protected").await.status, 200);
    }
    app.wait(DAY / 2);
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn e3_confirming_starts_both_timeouts_anew() {
    let app = TestApp::with(|manager| {
        manager
            .session_idle_timeout(Duration::from_secs(2 * DAY))
            .session_absolute_timeout(Duration::from_secs(2 * DAY))
    })
    .await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    app.wait(DAY);
    browser.post("/confirm").await;
    app.wait(2 * DAY - 1);
    assert_eq!(browser.clone().get("/protected").await.status, 200);
    app.wait(1);
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn e4_a_login_is_fresh_for_three_hours() {
    let app = TestApp::with(|manager| manager.session_idle_timeout(Duration::from_secs(DAY))).await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    app.wait(3 * HOUR - 1);
    assert_eq!(browser.get("/fresh").await.status, 200);
    assert_eq!(
        browser.get("/state").await.text(),
        "fresh true remembered false"
    );
    app.wait(1);
    assert_eq!(browser.get("/fresh").await.status, 401);
    assert_eq!(
        browser.get("/state").await.text(),
        "fresh false remembered false"
    );
    assert_eq!(browser.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn e5_a_thousand_requests_write_the_cookie_at_most_once_in_each_window() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let mut writes = 0;
    for _ in 0..1000 {
        app.wait(1);
        writes += browser.get("/protected").await.set_cookies().len();
    }
    // A window is a twentieth of two hours: 360 seconds.
    assert_eq!(writes, if is_stored() { 0 } else { 2 });
}

#[actix_web::test]
async fn e6_setting_the_clock_back_never_lengthens_a_session() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    app.clock.rewind(Duration::from_secs(60));
    assert_eq!(browser.clone().get("/protected").await.status, 200);
    app.clock.rewind(Duration::from_secs(1));
    assert_eq!(browser.clone().get("/protected").await.status, 401);
    app.clock.rewind(Duration::from_secs(HOUR));
    assert_eq!(browser.get("/protected").await.status, 401);
}
