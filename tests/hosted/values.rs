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

#[actix_web::test]
async fn p1_an_answer_with_the_cookie_of_actix_session_is_not_stored() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    browser.post("/note/mine").await;
    let calm = browser.get("/cached").await;
    assert_eq!(calm.text(), "mine");
    assert!(calm.leaves_cookies_alone());
    assert_eq!(calm.header("cache-control"), Some("public, max-age=60"));
    world.clock.advance(Duration::from_secs(10 * 60));
    let used = browser.get("/cached").await;
    assert!(!used.leaves_cookies_alone(), "that it was used is noted");
    assert_eq!(used.header("cache-control"), Some("no-store, private"));
}

#[actix_web::test]
async fn l1_a_session_that_the_application_empties_is_logged_out_also_after_a_while() {
    for minutes in [0, 10] {
        let world = world().await;
        let mut browser = world.logged_in().await;
        let copy = world.sessions.only();
        world.clock.advance(Duration::from_secs(60 * minutes));
        assert_eq!(browser.post("/empty").await.text(), "emptied");
        assert!(world.sessions.only().is_empty(), "{minutes}");
        assert_eq!(browser.get("/who").await.status, 401, "{minutes}");
        // Nor does what somebody has copied go on.
        for key in world.sessions.keys() {
            world.sessions.put(&key, copy.clone());
        }
        assert_eq!(browser.get("/who").await.status, 401, "{minutes}");
    }
}

#[actix_web::test]
async fn a_visitors_value_that_times_out_takes_nothing_else_along() {
    let world = world().await;
    let mut visitor = world.site.browser();
    visitor.post("/basket/pear").await;
    visitor.post("/note/mine").await;
    world.clock.advance(Duration::from_secs(3 * 60 * 60));
    assert_eq!(visitor.get("/note").await.text(), "");
    assert_eq!(visitor.get("/basket").await.text(), "pear");
}

#[actix_web::test]
async fn f2_what_a_late_answer_has_put_back_is_not_the_next_users() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/of-user-1").await;
    let late = world.sessions.only();
    browser.post("/login/2").await;
    // As actix-session does it: the last answer's word counts.
    for key in world.sessions.keys() {
        world.sessions.put(&key, late.clone());
    }
    assert_eq!(browser.get("/who").await.status, 401);
    browser.post("/login/2").await;
    assert_eq!(browser.get("/who").await.text(), "2");
    assert_eq!(browser.get("/basket").await.text(), "");
}

#[actix_web::test]
async fn l6_what_is_put_back_after_a_confirmation_and_a_logout_is_empty() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    browser.post("/basket/pear").await;
    let late = world.sessions.only();
    browser.post("/confirm").await;
    browser.post("/logout").await;
    for key in world.sessions.keys() {
        world.sessions.put(&key, late.clone());
    }
    assert_eq!(browser.get("/who").await.status, 401);
    assert_eq!(browser.get("/basket").await.text(), "");
}

#[actix_web::test]
async fn an_emptied_session_that_is_renewed_is_a_logout_as_well() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    assert_eq!(browser.post("/empty-and-renew").await.text(), "emptied");
    assert_eq!(browser.get("/who").await.status, 401);
}

#[actix_web::test]
async fn of_two_renewals_side_by_side_the_late_one_leaves_the_cookies_alone() {
    let world = world().await;
    let mut one = world.logged_in().await;
    let mut other = one.clone();
    let (first, second) = tokio::join!(one.post("/renew"), other.post("/renew"));
    // Either of them may come first.
    let mut winner = if first.leaves_cookies_alone() {
        other
    } else {
        assert!(second.leaves_cookies_alone());
        one
    };
    assert_eq!(winner.get("/who").await.text(), "1");
    assert_eq!(world.sessions.keys().len(), 1);
}

#[actix_web::test]
async fn who_renews_what_a_late_request_has_put_back_keeps_what_comes_after_it() {
    let world = world().await;
    let mut browser = world.logged_in().await;
    let mut late = browser.clone();
    let (key, old) = (world.sessions.keys().remove(0), world.sessions.only());
    browser.post("/renew").await;
    world.sessions.put(&key, old);
    late.post("/renew").await;
    late.post("/note/later").await;
    assert_eq!(late.get("/note").await.text(), "later");
    assert_eq!(browser.get("/who").await.text(), "1");
}
