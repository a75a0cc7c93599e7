//! Cookies from before the store, of sessions that have ended or gone on there.

use actix_web::rt::spawn;
use login_tests::{Browser, TestApp};

use super::{
    REMEMBER, SESSION,
    world::{World, at, logged_in, remembered, status, with_only},
};

/// A browser with the ticket of a session that came from a sealed cookie.
async fn upgraded(world: &World, app: &TestApp) -> Browser {
    let mut browser = at(app, &logged_in(&world.sealed_app().await, "1").await);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    browser
}

#[actix_web::test]
async fn f1_a_login_ends_the_session_before_although_a_copy_was_about_to_go_on_and_fails() {
    let world = World::new();
    let app = world.app().await;
    let mut before = upgraded(&world, &app).await;
    let (mut copy, mut browser) = (before.clone(), before.clone());
    world.store.stall("replace");
    let going_on = spawn(async move { copy.post("/confirm").await.status });
    world.store.stalled().await;
    assert_eq!(browser.post("/login?user=1").await.text(), "True");
    world.store.fail(&["replace"]);
    world.store.release();
    assert_eq!(going_on.await.unwrap(), 503);
    world.store.fail(&[]);
    assert_eq!(status(&mut before, "/protected").await, 401);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    assert_eq!(world.kept("1").await, (1, 0));
}

#[actix_web::test]
async fn l2_a_logout_tried_again_with_a_sealed_cookie_ends_the_remember_cookie_that_is_not_with_it()
{
    // At the last of them its session has ended, and its remembered login has not.
    for passes in 0..4 {
        let world = World::new();
        let app = world.app().await;
        let both = at(&app, &remembered(&world.sealed_app().await, "1").await);
        let mut sealed = with_only(&both, SESSION);
        world.store.fail_after(passes, "create");
        assert_eq!(sealed.post("/logout").await.status, 503, "{passes}");
        world.store.fail(&[]);
        assert_eq!(sealed.post("/logout").await.status, 200, "{passes}");
        let mut returning = with_only(&both, REMEMBER);
        assert_eq!(status(&mut returning, "/protected").await, 401, "{passes}");
    }
}

#[actix_web::test]
async fn d5_whoever_never_got_the_next_cookie_is_a_visitor_after_a_minute() {
    let world = World::new();
    let app = world.app().await;
    let sealed = at(&app, &logged_in(&world.sealed_app().await, "1").await);
    for mut browser in [sealed, upgraded(&world, &app).await] {
        let mut lost = browser.clone();
        assert_eq!(lost.post("/confirm").await.status, 200);
        // A moment later it may be a request on its way, whose answer takes no cookie away.
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 401);
        assert!(answer.set_cookies().is_empty());
        world.wait(61);
        assert_eq!(browser.post("/data/key/value").await.status, 200);
        assert_eq!(browser.get("/data").await.text(), "key=value");
        assert_eq!(status(&mut lost, "/protected").await, 200);
    }
}

#[actix_web::test]
async fn l1_a_logout_ends_what_a_session_went_on_as_long_ago() {
    let world = World::new();
    let app = world.app().await;
    let sealed = at(&app, &logged_in(&world.sealed_app().await, "1").await);
    for mut browser in [sealed, upgraded(&world, &app).await] {
        let mut copy = browser.clone();
        assert_eq!(copy.post("/confirm").await.status, 200);
        world.wait(61);
        assert_eq!(browser.post("/logout").await.status, 200);
        assert_eq!(status(&mut copy, "/protected").await, 401);
    }
}

#[actix_web::test]
async fn d5_a_session_whose_next_was_announced_by_somebody_cut_off_goes_on_after_a_minute() {
    let world = World::new();
    let app = world.app().await;
    let mut sealed = at(&app, &logged_in(&world.sealed_app().await, "1").await);
    let mut browser = sealed.clone();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    // Neither done nor taken back, as if the process had ended.
    let mut copy = browser.clone();
    world.store.stall("replace");
    let going_on = spawn(async move { copy.post("/confirm").await.status });
    world.store.stalled().await;
    world
        .store
        .fail(&["replace", "load", "delete", "delete_version"]);
    world.store.release();
    assert_eq!(going_on.await.unwrap(), 503);
    world.store.fail(&[]);
    assert_eq!(browser.clone().post("/confirm").await.status, 401);
    world.wait(61);
    assert_eq!(status(&mut sealed, "/protected").await, 200);
    assert_eq!(browser.post("/confirm").await.status, 200);
    assert_eq!(status(&mut browser, "/fresh").await, 200);
}
