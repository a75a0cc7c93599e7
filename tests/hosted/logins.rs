//! Logging in, out and being remembered.

use std::time::Duration;

use login::SessionProtection;

use super::{
    HOST, REMEMBER,
    world::{world, world_with},
};
use actix_web::test::TestRequest;

#[actix_web::test]
async fn a_login_has_no_cookie_beside_the_applications_own() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    assert_eq!(browser.cookie_names(), [HOST]);
    assert_eq!(browser.get("/who").await.text(), "1");
    assert_eq!(browser.get("/fresh").await.text(), "fresh");
    browser.post("/logout").await;
    assert_eq!(browser.get("/who").await.status, 401);
    assert_eq!(world.sessions.only().keys().collect::<Vec<_>>(), ["bye"]);
}

#[actix_web::test]
async fn a_request_that_asks_for_nothing_leaves_it_alone() {
    let world = world().await;
    let answer = world.site.browser().get("/public").await;
    assert!(answer.leaves_cookies_alone());
    let mut browser = world.logged_in().await;
    assert!(browser.get("/public").await.leaves_cookies_alone());
    assert!(browser.get("/who").await.leaves_cookies_alone());
}

#[actix_web::test]
async fn f1_whoever_knew_the_session_before_a_login_is_not_logged_in() {
    let world = world().await;
    let mut browser = world.site.browser();
    browser.post("/basket/apple").await;
    let mut thief = browser.clone();
    let before = world.sessions.keys();
    browser.post("/login/1").await;
    assert_ne!(world.sessions.keys(), before);
    assert_eq!(browser.get("/who").await.text(), "1");
    assert_eq!(browser.get("/basket").await.text(), "apple");
    assert_eq!(thief.get("/who").await.status, 401);
    assert_eq!(thief.get("/basket").await.text(), "");
}

#[actix_web::test]
async fn f1_a_confirmation_renews_the_session() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    let mut copy = browser.clone();
    browser.post("/confirm").await;
    assert_eq!(copy.get("/who").await.status, 401);
    assert_eq!(browser.get("/fresh").await.text(), "fresh");
}

#[actix_web::test]
async fn a_remembered_login_goes_on_in_a_session_of_its_own_and_is_not_fresh() {
    let world = world().await;
    let mut browser = world.site.browser();
    browser.post("/login/1:remember").await;
    assert_eq!(browser.cookie_names(), [REMEMBER, HOST]);
    browser.close();
    assert_eq!(browser.cookie_names(), [REMEMBER]);
    assert_eq!(browser.get("/who").await.text(), "1");
    assert_eq!(browser.cookie_names(), [REMEMBER, HOST]);
    assert_eq!(browser.get("/fresh").await.status, 401);
    browser.post("/confirm").await;
    assert_eq!(browser.get("/fresh").await.text(), "fresh");
    browser.post("/logout").await;
    assert_eq!(browser.cookie_names(), [HOST]);
}

#[actix_web::test]
async fn e1_a_login_times_out_whatever_actix_session_says() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    let hour = Duration::from_secs(60 * 60);
    world.clock.advance(hour);
    assert_eq!(browser.get("/who").await.text(), "1");
    world.clock.advance(hour + hour / 2);
    assert_eq!(browser.get("/who").await.text(), "1");
    world.clock.advance(2 * hour + Duration::from_secs(1));
    assert_eq!(browser.get("/who").await.status, 401);
}

#[actix_web::test]
async fn strong_protection_ends_the_login_and_clears_what_was_kept() {
    let world = world_with(|manager| {
        let strong = SessionProtection::Strong;
        manager.actix_session().session_protection(strong)
    })
    .await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/apple").await;
    let other = TestRequest::get()
        .uri("/who")
        .insert_header(("user-agent", "another"));
    assert_eq!(browser.send(other).await.status, 401);
    assert_eq!(browser.get("/who").await.status, 401);
    assert_eq!(browser.get("/basket").await.text(), "");
}
