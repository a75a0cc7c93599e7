//! The end of all logins of a user but one, beside requests of copies and of other devices.

use actix_web::{http::Method, rt::spawn};
use login_tests::{Browser, TestApp};

use super::{
    REMEMBER, SESSION,
    devices::devices,
    probe::REPLACED,
    races::while_slow,
    world::{World, all_at_once, at, logged_in, remembered, status, with_only},
};

/// A copy of user 1's remember cookie, beside a session of the attacker's own that has gone on a
/// moment ago.
async fn copy_beside_an_overtaken_session(app: &TestApp) -> Browser {
    let mut copy = with_only(&remembered(app, "1").await, REMEMBER);
    let mut attacker = logged_in(app, "2").await;
    let overtaken = with_only(&attacker, SESSION);
    attacker.post("/confirm").await;
    copy.jar.extend(overtaken.jar);
    copy
}

#[actix_web::test]
async fn l5_who_ends_the_others_twice_at_once_stays_logged_in() {
    let world = World::new();
    let app = world.app().await;
    let mut other = logged_in(&app, "1").await;
    let browser = remembered(&app, "1").await;
    let twice = [browser.clone(), browser];
    let answers = all_at_once(twice, Method::POST, "/revoke-others").await;
    let mut codes: Vec<u16> = answers
        .iter()
        .map(|(_, answer)| answer.status.as_u16())
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, [200, 401]);
    assert_eq!(status(&mut other, "/protected").await, 401);
    for (mut browser, answer) in answers {
        // The other answer takes no cookie from the browser.
        if answer.status == 200 {
            assert_eq!(status(&mut browser, "/protected").await, 200);
        } else {
            assert!(answer.set_cookies().is_empty());
        }
    }
}

#[actix_web::test]
async fn l5_a_login_restored_by_who_ends_the_others_ends_with_all() {
    for step in ["create", "delete_of"] {
        let world = World::new();
        let app = world.app().await;
        let mut copy = with_only(&remembered(&app, "1").await, REMEMBER);
        world.store.stall(step);
        let revoking = spawn(async move {
            let answer = copy.post("/revoke-others-stale").await;
            (copy, answer.status)
        });
        world.store.stalled().await;
        let mut other = logged_in(&app, "1").await;
        assert_eq!(other.post("/revoke-all").await.status, 200, "{step}");
        world.store.release();
        let (mut copy, answer) = revoking.await.unwrap();
        assert_eq!(answer, 401, "{step}");
        assert_eq!(status(&mut copy, "/protected").await, 401, "{step}");
        assert_eq!(world.kept("1").await, (0, 0), "{step}");
    }
}

#[actix_web::test]
async fn l5_nobody_goes_on_with_a_copy_once_the_login_that_ends_the_others_does() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let mut copy = browser.clone();
    world.store.stall("replace");
    let revoking = spawn(async move {
        let answer = browser.post("/revoke-others").await;
        (browser, answer.status)
    });
    world.store.stalled().await;
    assert_eq!(copy.post("/confirm").await.status, 401);
    world.store.release();
    let (mut browser, answer) = revoking.await.unwrap();
    assert_eq!(answer, 200);
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    assert_eq!(world.kept("1").await, (1, 0));
}

#[actix_web::test]
async fn l5_who_goes_on_with_a_copy_while_the_others_end_is_one_of_them() {
    // A copy is about to go on, or has, and under the old ticket nothing says so yet.
    for step in ["replace", REPLACED] {
        let world = World::new();
        let app = world.app().await;
        let mut browser = logged_in(&app, "1").await;
        let mut copy = browser.clone();
        world.store.stall("delete_of");
        let revoking = spawn(async move { browser.post("/revoke-others").await.status });
        world.store.stalled().await;
        world.store.stall("create");
        world.store.release();
        world.store.stalled().await;
        world.store.stall(step);
        let going_on = spawn(async move {
            copy.post("/confirm").await;
            copy
        });
        world.store.stalled().await;
        world.store.release();
        let answer = revoking.await.unwrap();
        world.store.release();
        let mut copy = going_on.await.unwrap();
        assert_eq!(status(&mut copy, "/protected").await, 401, "{step}");
        let is_first = step == "replace";
        assert_eq!(answer, if is_first { 200 } else { 401 }, "{step}");
        assert_eq!(world.kept("1").await, (usize::from(is_first), 0), "{step}");
    }
}

#[actix_web::test]
async fn l5_a_revoked_remember_cookie_beside_an_overtaken_session_does_not_come_back() {
    let world = World::new();
    let app = world.app().await;
    let mut copy = copy_beside_an_overtaken_session(&app).await;
    let mut owner = logged_in(&app, "1").await;
    let mut later = app.browser();
    let answer = while_slow(&copy, Method::POST, "/slow/revoke-others", async {
        assert_eq!(owner.post("/revoke-all").await.status, 200);
        assert_eq!(world.kept("1").await, (0, 0));
        later.post("/login?user=1&remember=true").await;
    })
    .await;
    assert_eq!(answer.status, 401);
    for cookie in answer.set_cookies() {
        copy.jar.insert(cookie.name, cookie.value);
    }
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(status(&mut later, "/protected").await, 200);
    assert_eq!(world.kept("1").await, (1, 1));
}

#[actix_web::test]
async fn l5_what_an_overtaken_request_restores_and_renews_ends_with_all() {
    for step in ["create", "delete_of"] {
        let world = World::new();
        let app = world.app().await;
        let mut copy = copy_beside_an_overtaken_session(&app).await;
        world.store.stall(step);
        let revoking = spawn(async move {
            copy.post("/revoke-others-stale").await;
            copy
        });
        world.store.stalled().await;
        let mut owner = logged_in(&app, "1").await;
        assert_eq!(owner.post("/revoke-all").await.status, 200, "{step}");
        world.store.release();
        let mut copy = revoking.await.unwrap();
        assert_eq!(status(&mut copy, "/protected").await, 401, "{step}");
        assert_eq!(world.kept("1").await, (0, 0), "{step}");
    }
}

#[actix_web::test]
async fn l5_a_revoked_remember_cookie_on_its_way_ends_nothing() {
    let world = World::new();
    let app = world.app().await;
    let copy = with_only(&remembered(&app, "1").await, REMEMBER);
    let mut owner = logged_in(&app, "1").await;
    let mut later = app.browser();
    let answer = while_slow(&copy, Method::POST, "/slow/revoke-others", async {
        assert_eq!(owner.post("/revoke-all").await.status, 200);
        later.post("/login?user=1&remember=true").await;
    })
    .await;
    assert_eq!(answer.status, 401);
    assert_eq!(status(&mut later, "/protected").await, 200);
    assert_eq!(world.kept("1").await, (1, 1));
}

#[actix_web::test]
async fn l5_a_renewed_remember_cookie_ends_with_all() {
    let world = World::new();
    let app = world.app().await;
    let mut copy = remembered(&app, "1").await;
    let mut owner = logged_in(&app, "1").await;
    world.store.stall("replace");
    let renewing = spawn(async move {
        copy.post("/revoke-others-stale").await;
        copy
    });
    world.store.stalled().await;
    owner.post("/login?user=1").await;
    // All are listed, and only then the renewed session takes its place.
    world.store.stall("touch");
    let ending = spawn(async move { owner.post("/revoke-all").await.status });
    world.store.stalled().await;
    world.store.stall("create");
    world.store.release();
    world.store.stalled().await;
    world.store.release();
    assert_eq!(ending.await.unwrap(), 200);
    world.store.release();
    let copy = renewing.await.unwrap();
    for name in [SESSION, REMEMBER] {
        let mut copy = with_only(&copy, name);
        assert_eq!(status(&mut copy, "/protected").await, 401, "{name}");
    }
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l5_who_ends_a_device_that_is_ending_the_others_stays_logged_in() {
    let world = World::new();
    let app = world.app().await;
    let mut copy = logged_in(&app, "1").await;
    world.store.stall("replace");
    let revoking = spawn(async move { copy.post("/revoke-others-stale").await.status });
    world.store.stalled().await;
    let mut owner = logged_in(&app, "1").await;
    let devices = devices(&mut owner).await;
    let other = devices.iter().find(|device| !device.is_current).unwrap();
    let revoked = owner.post(&format!("/revoke/{}", other.id)).await;
    assert_eq!(revoked.text(), "true");
    world.store.release();
    assert_eq!(revoking.await.unwrap(), 401);
    assert_eq!(status(&mut owner, "/protected").await, 200);
}

#[actix_web::test]
async fn l5_who_is_about_to_go_on_with_a_sealed_copy_while_the_others_end_is_one_of_them() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = at(&app, &logged_in(&world.sealed_app().await, "1").await);
    let mut copy = browser.clone();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.store.stall("replace");
    let going_on = spawn(async move {
        copy.post("/confirm").await;
        copy
    });
    world.store.stalled().await;
    assert_eq!(browser.post("/revoke-others-stale").await.status, 401);
    world.store.release();
    let mut copy = going_on.await.unwrap();
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l5_of_two_processes_in_which_a_copy_ends_the_others_no_session_is_left_alone() {
    let world = World::new();
    let (app, other_app) = (world.app().await, world.app().await);
    let mut browser = logged_in(&app, "1").await;
    let mut copy = at(&other_app, &browser);
    world.store.stall("replace");
    let first = spawn(async move { browser.post("/revoke-others").await.status });
    world.store.stalled().await;
    world.store.stall(REPLACED);
    let second = spawn(async move {
        copy.post("/revoke-others").await;
        copy
    });
    world.store.stalled().await;
    world.store.release();
    assert_eq!(first.await.unwrap(), 401);
    world.store.release();
    let mut copy = second.await.unwrap();
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l5_a_session_that_has_ended_the_others_is_put_back_if_what_follows_fails() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    // After the devices are listed, and before the sessions of the remember cookie.
    world.store.fail_after(1, "list");
    assert_eq!(browser.post("/revoke-others").await.status, 503);
    assert_eq!(browser.get("/who").await.text(), "1");

    let mut browser = logged_in(&app, "1").await;
    assert_eq!(browser.post("/revoke-others").await.status, 200);
    world.store.fail_after(2, "create");
    let again = browser.post("/login?user=1&remember=true").await;
    assert_eq!(again.status, 503);
    assert_eq!(browser.get("/who").await.text(), "1");
}
