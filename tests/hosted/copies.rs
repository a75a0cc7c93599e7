//! What a copy of a cookie, or of the store, is worth.

use login::{LoginManagerBuilder, testing::TestClock};

use super::{
    HOST, SESSION,
    world::{Sessions, manager, site, world},
};

#[actix_web::test]
async fn l1_a_copy_of_the_cookie_is_worth_nothing_after_the_logout_in_any_process() {
    let clock = TestClock::new();
    let sessions = Sessions::default();
    let one = manager(&clock, LoginManagerBuilder::actix_session);
    let other = manager(&clock, LoginManagerBuilder::actix_session);
    let (one, other) = (site(&one, &sessions).await, site(&other, &sessions).await);
    let mut browser = one.browser();
    browser.post("/login/1").await;
    let mut thief = other.browser();
    thief.set_cookie(HOST, browser.cookie(HOST).unwrap());
    assert_eq!(thief.clone().get("/who").await.text(), "1");
    browser.post("/logout").await;
    assert_eq!(thief.get("/who").await.status, 401);
}

#[actix_web::test]
async fn l1_what_a_request_on_its_way_writes_once_more_logs_nobody_in_here() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    let key = world.sessions.keys().remove(0);
    let old = world.sessions.only();
    let mut late = browser.clone();
    browser.post("/logout").await;
    world.sessions.put(&key, old);
    assert_eq!(late.get("/who").await.status, 401);
}

#[actix_web::test]
async fn k4_what_is_read_in_the_store_opens_nothing_as_a_cookie() {
    let world = world().await;
    world.logged_in().await;
    let value = world.sessions.only().remove(SESSION).unwrap();
    let mut thief = world.site.browser();
    thief.set_cookie(SESSION, value.trim_matches('"'));
    assert_eq!(thief.get("/who").await.status, 401);
}

#[actix_web::test]
async fn k4_a_sealed_cookie_is_no_value_in_the_store() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    let cookie = login::testing::TestLogin::new(&world.manager, &super::world::user("2")).cookie();
    let value = format!("\"{}\"", cookie.value());
    world.sessions.set_all(SESSION, &value);
    assert_eq!(browser.get("/who").await.status, 401);
}
