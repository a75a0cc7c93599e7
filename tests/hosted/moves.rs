//! Sessions from before they were in actix-session.

use login::{
    LoginManagerBuilder,
    testing::{Site, TestClock, TestLogin},
};

use super::{
    HOST, SESSION,
    world::{Sessions, manager, site, user, world},
};

/// The application before its sessions were in actix-session, and after that.
async fn before_and_after() -> (Site, Site) {
    let (clock, sessions) = (TestClock::new(), Sessions::default());
    let before = manager(&clock, |manager| manager);
    let after = manager(&clock, LoginManagerBuilder::actix_session);
    (
        site(&before, &sessions).await,
        site(&after, &sessions).await,
    )
}

#[actix_web::test]
async fn a_session_in_a_cookie_of_its_own_goes_on_and_its_cookie_goes() {
    let (before, after) = before_and_after().await;
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
async fn f1_a_session_moves_under_another_key_than_somebody_has_planted() {
    let (before, after) = before_and_after().await;
    let mut old = before.browser();
    old.post("/login/1").await;
    let mut attacker = after.browser();
    attacker.post("/basket/planted").await;

    let mut victim = after.browser();
    victim.set_cookie(SESSION, old.cookie(SESSION).unwrap());
    victim.set_cookie(HOST, attacker.cookie(HOST).unwrap());
    assert_eq!(victim.get("/who").await.text(), "1");
    assert_eq!(attacker.get("/who").await.status, 401);
    assert_eq!(victim.get("/who").await.text(), "1");
    assert_eq!(victim.get("/basket").await.text(), "planted");
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

/// As after a step back to sessions in cookies, and forth again.
#[actix_web::test]
async fn l1_a_logout_ends_a_cookie_of_its_own_beside_the_session_as_well() {
    let (before, after) = before_and_after().await;
    let mut old = before.browser();
    old.post("/login/2").await;
    let mut browser = after.browser();
    browser.post("/login/1").await;
    browser.set_cookie(SESSION, old.cookie(SESSION).unwrap());
    assert_eq!(browser.get("/who").await.text(), "1");

    browser.post("/logout").await;
    assert_eq!(browser.cookie_names(), [HOST]);
    assert_eq!(browser.get("/who").await.status, 401);
    let mut copy = after.browser();
    copy.set_cookie(SESSION, old.cookie(SESSION).unwrap());
    assert_eq!(copy.get("/who").await.status, 401);
}

/// Once the browser has it no more, no logout could end it.
#[actix_web::test]
async fn l1_a_cookie_beside_the_session_ends_when_it_is_removed() {
    let (before, after) = before_and_after().await;
    let mut old = before.browser();
    old.post("/login/2").await;
    let mut browser = after.browser();
    browser.post("/login/1").await;
    browser.set_cookie(SESSION, old.cookie(SESSION).unwrap());
    browser.post("/note/mine").await;
    assert_eq!(browser.cookie_names(), [HOST]);
    let mut copy = after.browser();
    copy.set_cookie(SESSION, old.cookie(SESSION).unwrap());
    assert_eq!(copy.get("/who").await.status, 401);
    assert_eq!(browser.get("/who").await.text(), "1");
}

#[actix_web::test]
async fn two_managers_keep_two_logins_in_one_session() {
    let clock = TestClock::new();
    let sessions = Sessions::default();
    let staff = manager(&clock, |manager| {
        let cookie = login::CookieConfig::new().name("__Host-staff");
        manager.actix_session().session_cookie(cookie)
    });
    let shop = manager(&clock, LoginManagerBuilder::actix_session);
    let (staff, shop) = (site(&staff, &sessions).await, site(&shop, &sessions).await);
    let mut browser = shop.browser();
    browser.post("/login/1").await;
    let mut at_staff = staff.browser();
    at_staff.set_cookie(HOST, browser.cookie(HOST).unwrap());
    assert_eq!(at_staff.get("/who").await.status, 401);
    at_staff.post("/login/2").await;
    browser.set_cookie(HOST, at_staff.cookie(HOST).unwrap());
    assert_eq!(browser.get("/who").await.text(), "1");
    assert_eq!(at_staff.get("/who").await.text(), "2");
}
