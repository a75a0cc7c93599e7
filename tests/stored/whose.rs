//! The end of all logins of a user who need not be the one that asks.

use super::{
    REMEMBER, SESSION,
    pages::{gate, later},
    world::{World, at, logged_in, remembered, status, three, with_only},
};

#[actix_web::test]
async fn l5_all_logins_of_a_user_end_whoever_asks() {
    for asks in ["nobody", "2", "1"] {
        let world = World::new();
        let app = world.app().await;
        let mut theirs = three(&world, &app).await;
        let mut unseen = at(&app, &remembered(&world.sealed_app().await, "1").await);
        let mut who = match asks {
            "1" => theirs[1].clone(),
            "2" => remembered(&app, "2").await,
            _ => app.browser(),
        };
        world.take_events();
        assert_eq!(who.post("/revoke-all-of/1").await.text(), "3", "{asks}");
        assert_eq!(who.jar.is_empty(), asks != "2", "{asks}");
        assert!(
            world
                .take_events()
                .iter()
                .any(|told| told == "logins_revoked")
        );
        for browser in theirs.iter_mut().chain([&mut unseen]) {
            assert_eq!(status(browser, "/protected").await, 401, "{asks}");
        }
        assert_eq!(world.kept("1").await, (0, 0), "{asks}");
        let stays = if asks == "2" { 200 } else { 401 };
        assert_eq!(status(&mut who, "/protected").await, stays, "{asks}");
    }
}

#[actix_web::test]
async fn l5_all_logins_of_a_user_end_also_after_the_response() {
    let world = World::new();
    let app = world.app().await;
    let mut theirs = three(&world, &app).await;
    // With the remember cookie of that user, which can no longer be removed.
    let mut who = theirs[1].clone();
    assert_eq!(who.post("/later/revoke-all-of/1").await.text(), "later");
    gate().entered().await;
    gate().open();
    gate().entered().await;
    assert_eq!(later().unwrap().unwrap(), 3);
    for browser in &mut theirs {
        assert_eq!(status(browser, "/protected").await, 401);
    }
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l5_logins_of_another_type_of_user_are_not_those_of_that_id() {
    let world = World::new();
    let app = world.app().await;
    let mut theirs = logged_in(&app, "1").await;
    assert_eq!(
        app.browser().post("/revoke-all-of-client/1").await.status,
        500
    );
    assert_eq!(status(&mut theirs, "/protected").await, 200);
}

#[actix_web::test]
async fn l5_all_logins_of_a_user_end_where_nobody_can_say_who_asks() {
    let world = World::new();
    let app = world.app().await;
    let mut theirs = remembered(&app, "1").await;
    let mut who = logged_in(&app, "2").await;
    world.users.set_down(true);
    assert_eq!(who.post("/revoke-all-of/1").await.text(), "1");
    world.users.set_down(false);
    assert_eq!(status(&mut theirs, "/protected").await, 401);
    assert_eq!(status(&mut who, "/protected").await, 200);

    // The cookies say that it is their own browser.
    for name in [SESSION, REMEMBER] {
        let mut own = with_only(&remembered(&app, "1").await, name);
        world.users.set_down(true);
        assert_eq!(own.post("/revoke-all-of/1").await.status, 200, "{name}");
        world.users.set_down(false);
        assert!(own.jar.is_empty(), "{name}");
    }
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn d5_what_could_not_be_ended_is_said_and_ends_when_asked_again() {
    for operation in ["list", "replace", "delete", "delete_of"] {
        let world = World::new();
        let app = world.app().await;
        let mut theirs = three(&world, &app).await;
        let mut who = logged_in(&app, "2").await;
        world.store.fail(&[operation]);
        let answer = who.post("/revoke-all-of/1").await;
        assert_eq!(answer.status, 503, "{operation}");
        world.store.fail(&[]);
        assert_eq!(who.post("/revoke-all-of/1").await.status, 200);
        for browser in &mut theirs {
            assert_eq!(status(browser, "/protected").await, 401, "{operation}");
        }
        assert_eq!(world.kept("1").await, (0, 0), "{operation}");
        assert_eq!(status(&mut who, "/protected").await, 200);
    }
}

#[actix_web::test]
async fn l5_who_has_set_a_new_password_by_mail_is_logged_in_afterwards() {
    let world = World::new();
    let app = world.app().await;
    let mut thief = remembered(&app, "1").await;
    // A browser with a session of before.
    let mut owner = remembered(&app, "1").await;
    assert_eq!(owner.post("/reset-password/1").await.status, 200);
    assert_eq!(status(&mut owner, "/protected").await, 200);
    assert_eq!(status(&mut thief, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (1, 0));
}

#[actix_web::test]
async fn l5_without_a_store_nobody_can_end_the_logins_of_another() {
    let app = World::new().sealed_app().await;
    let mut theirs = logged_in(&app, "1").await;
    assert_eq!(app.browser().post("/revoke-all-of/1").await.status, 500);
    assert!(theirs.jar.contains_key(SESSION));
    assert_eq!(status(&mut theirs, "/protected").await, 200);
}
