//! What the application keeps, beside the login and in it.

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
