//! Sessions from before they were in actix-session.

use login::{
    LoginManagerBuilder,
    testing::{TestClock, TestLogin},
};

use super::{
    HOST, SESSION,
    world::{Sessions, manager, site, user, world},
};

#[actix_web::test]
async fn a_session_in_a_cookie_of_its_own_goes_on_and_its_cookie_goes() {
    let clock = TestClock::new();
    let sessions = Sessions::default();
    let before = site(&manager(&clock, |manager| manager), &sessions).await;
    let after = manager(&clock, LoginManagerBuilder::actix_session);
    let after = site(&after, &sessions).await;
    let mut old = before.browser();
    old.post("/login/1").await;
    assert_eq!(old.cookie_names(), [SESSION]);

    let mut browser = after.browser();
    browser.set_cookie(SESSION, old.cookie(SESSION).unwrap());
    assert_eq!(browser.get("/fresh").await.text(), "fresh");
    assert_eq!(browser.cookie_names(), [HOST]);
    assert_eq!(browser.get("/who").await.text(), "1");

    browser.post("/logout").await;
    let mut copy = after.browser();
    copy.set_cookie(SESSION, old.cookie(SESSION).unwrap());
    assert_eq!(copy.get("/who").await.status, 401);
}

#[actix_web::test]
async fn a_test_logs_in_with_one_line() {
    let world = world().await;
    let mut browser = world.site.browser();
    let cookie = TestLogin::new(&world.manager, &user("2")).cookie();
    browser.set_cookie(cookie.name(), cookie.value());
    assert_eq!(browser.get("/who").await.text(), "2");
}

#[actix_web::test]
async fn a_cookie_that_is_nothing_of_ours_is_left_alone() {
    let world = world().await;
    let mut browser = world.site.browser();
    browser.set_cookie(SESSION, "actix-session's own, perhaps");
    assert!(browser.get("/who").await.leaves_cookies_alone());
}
