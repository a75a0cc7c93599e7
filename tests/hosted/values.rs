//! What the application keeps, beside the login and in it.

use std::time::Duration;

use super::world::{world, world_with};

#[actix_web::test]
async fn values_of_both_kinds_are_side_by_side() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/apple").await;
    browser.post("/note/later").await;
    assert_eq!(browser.get("/basket").await.text(), "apple");
    assert_eq!(browser.get("/note").await.text(), "later");
    assert_eq!(browser.get("/who").await.text(), "1");
}

#[actix_web::test]
async fn l6_a_logout_clears_both_and_keeps_what_comes_after_it() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/apple").await;
    browser.post("/note/later").await;
    browser.post("/logout").await;
    assert_eq!(browser.get("/basket").await.text(), "");
    assert_eq!(browser.get("/note").await.text(), "");
    assert!(world.sessions.only().contains_key("bye"));
}

#[actix_web::test]
async fn f2_what_another_user_has_kept_is_not_there_for_the_next_one() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/apple").await;
    browser.post("/login/1").await;
    assert_eq!(browser.get("/basket").await.text(), "apple");
    browser.post("/login/2").await;
    assert_eq!(browser.get("/who").await.text(), "2");
    assert_eq!(browser.get("/basket").await.text(), "");
}

#[actix_web::test]
async fn values_outlive_a_logout_where_the_application_says_so() {
    let world = world_with(|manager| manager.actix_session().keep_session_data(true)).await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/apple").await;
    browser.post("/note/later").await;
    browser.post("/logout").await;
    assert_eq!(browser.get("/basket").await.text(), "apple");
    assert_eq!(browser.get("/note").await.text(), "later");
    assert_eq!(browser.get("/who").await.status, 401);
}

#[actix_web::test]
async fn f2_what_a_login_that_timed_out_has_left_is_not_there_for_the_next_user() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/apple").await;
    world.clock.advance(Duration::from_secs(3 * 60 * 60));
    browser.post("/login/2").await;
    assert_eq!(browser.get("/who").await.text(), "2");
    assert_eq!(browser.get("/basket").await.text(), "");
}

#[actix_web::test]
async fn what_a_visitor_has_kept_goes_with_the_visitor_through_the_login() {
    let world = world().await;
    let mut browser = world.site.browser();
    browser.post("/basket/apple").await;
    browser.get("/who").await;
    browser.post("/login/2").await;
    assert_eq!(browser.get("/basket").await.text(), "apple");
}

#[actix_web::test]
async fn l6_a_request_on_its_way_does_not_bring_back_what_a_logout_has_cleared() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/apple").await;
    let key = world.sessions.keys().remove(0);
    let old = world.sessions.only();
    let mut late = browser.clone();
    browser.post("/logout").await;
    world.sessions.put(&key, old);
    late.get("/who").await;
    assert_eq!(late.get("/basket").await.text(), "");
    assert_eq!(late.get("/who").await.status, 401);
    assert!(!world.sessions.keys().contains(&key));
}
