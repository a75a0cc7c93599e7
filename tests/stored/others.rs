//! The end of all logins of a user but one.

use std::time::Duration;

use actix_web::{http::Method, rt::spawn};

use super::{
    DAY, HOUR, REMEMBER, SESSION,
    devices::devices,
    probe::REPLACED,
    races::while_slow,
    world::{World, all_at_once, at, logged_in, remembered, status, three, with_only},
};

#[actix_web::test]
async fn l5_revoking_the_others_leaves_this_one() {
    let world = World::new();
    let app = world.app().await;
    let [plain, mut here, alone] = three(&world, &app).await;
    assert_eq!(here.post("/revoke-others").await.text(), "2");
    for mut other in [plain, alone] {
        assert_eq!(status(&mut other, "/protected").await, 401);
    }
    assert_eq!(status(&mut here, "/protected").await, 200);
    here.close();
    assert_eq!(status(&mut here, "/protected").await, 200);
}

#[actix_web::test]
async fn l5_revoking_the_others_ends_copies_of_this_one() {
    let world = World::new();
    let (a, b) = (world.app().await, world.app().await);
    let [_, here, _] = three(&world, &a).await;
    let mut here = at(&b, &here);
    here.post("/data/key/kept").await;
    let copy = at(&a, &here);
    assert_eq!(here.post("/revoke-others").await.text(), "2");
    assert_eq!(world.kept("1").await, (1, 1));
    for name in [SESSION, REMEMBER] {
        let mut copy = with_only(&copy, name);
        assert_eq!(status(&mut copy, "/protected").await, 401, "{name}");
        let mut here = with_only(&here, name);
        assert_eq!(status(&mut here.clone(), "/protected").await, 200, "{name}");
        assert!(here.get("/who").await.text().contains('1'), "{name}");
    }
    assert!(here.get("/data").await.text().contains("kept"));
    let devices = devices(&mut here).await;
    assert_eq!(devices.len(), 2, "and what its remember cookie restored");
}

#[actix_web::test]
async fn l5_revoking_the_others_makes_no_login_fresh_or_longer() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.session_absolute_timeout(Duration::from_secs(3 * HOUR)))
        .await;
    let mut stale = remembered(&app, "1").await;
    stale.close();
    stale.get("/protected").await;
    assert_eq!(status(&mut stale, "/fresh").await, 401);
    stale.post("/data/key/value").await;
    let before = stale.clone();
    stale.post("/revoke-others-stale").await;
    assert_ne!(stale.jar, before.jar);
    assert_eq!(status(&mut stale, "/fresh").await, 401);
    let mut plain = with_only(&stale, SESSION);
    world.wait(HOUR);
    assert_eq!(status(&mut plain, "/protected").await, 200);
    plain.post("/revoke-others-stale").await;
    world.wait(HOUR);
    assert_eq!(status(&mut plain, "/protected").await, 200);
    world.wait(HOUR + 60);
    assert_eq!(status(&mut plain, "/protected").await, 401);
}

#[actix_web::test]
async fn l5_revoking_the_others_makes_the_remember_cookie_last_no_longer() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    world.wait(300 * DAY);
    browser.post("/login?user=1").await;
    browser.post("/revoke-others").await;
    let mut later = with_only(&browser, REMEMBER);
    world.wait(64 * DAY);
    assert_eq!(status(&mut later.clone(), "/protected").await, 200);
    world.wait(2 * DAY);
    assert_eq!(status(&mut later, "/protected").await, 401);
}

#[actix_web::test]
async fn l5_revoking_the_others_keeps_ones_own_remember_cookie_below_a_path() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.remember_cookie(login::CookieConfig::new().path("/account")))
        .await;
    let browser = remembered(&app, "1").await;
    // The browser sends it below the path alone.
    with_only(&browser, SESSION).post("/revoke-others").await;
    let mut later = browser.clone();
    assert_eq!(
        status(&mut with_only(&browser, SESSION), "/protected").await,
        401
    );
    later.close();
    assert_eq!(later.jar.len(), 1);
    assert_eq!(status(&mut later, "/protected").await, 200);
}

#[actix_web::test]
async fn l5_revoking_the_others_gives_no_remember_cookie_to_a_copy_of_the_session() {
    let world = World::new();
    let app = world.app().await;
    let browser = remembered(&app, "1").await;
    let mut copy = with_only(&browser, SESSION);
    copy.post("/revoke-others").await;
    assert_eq!(copy.jar.len(), 1);
    assert_eq!(status(&mut copy, "/protected").await, 200);
    assert_eq!(
        status(&mut with_only(&browser, REMEMBER), "/protected").await,
        401
    );
    assert_eq!(world.kept("1").await, (1, 0));
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
async fn l5_nobody_ends_the_others_while_another_request_restores_the_login() {
    let world = World::new();
    let app = world.app().await;
    let mut other = logged_in(&app, "1").await;
    let mut browser = with_only(&remembered(&app, "1").await, REMEMBER);
    let mut beside = browser.clone();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    assert_eq!(status(&mut beside, "/protected").await, 200);
    assert_eq!(beside.post("/revoke-others-stale").await.status, 401);
    assert_eq!(status(&mut other, "/protected").await, 200);
    assert_eq!(browser.post("/revoke-others-stale").await.text(), "2");
    for mut ended in [other, beside] {
        assert_eq!(status(&mut ended, "/protected").await, 401);
    }
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn r4_a_remember_cookie_that_was_followed_by_another_is_not_renewed() {
    for (waited, expected, told) in [
        (0, 200, vec!["logins_revoked"]),
        (120, 401, vec!["remember_cookie_stolen"]),
    ] {
        let world = World::new();
        let app = world.app().await;
        let mut browser = remembered(&app, "1").await;
        let first = browser.jar[REMEMBER].clone();
        browser.close();
        for _ in 0..2 {
            assert_eq!(status(&mut browser, "/protected").await, 200);
        }
        world.wait(waited);
        browser.jar.insert(REMEMBER.to_owned(), first);
        world.take_events();
        let answer = browser.post("/revoke-others-stale").await;
        assert_eq!(answer.status, expected, "{waited}");
        assert!(answer.set_cookie(REMEMBER).is_none(), "{waited}");
        assert_eq!(world.take_events(), told);
    }
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
    let mut copy = with_only(&remembered(&app, "1").await, REMEMBER);
    // The attacker's own, which has gone on a moment ago.
    let mut attacker = logged_in(&app, "2").await;
    let overtaken = attacker.jar[SESSION].clone();
    attacker.post("/confirm").await;
    copy.jar.insert(SESSION.to_owned(), overtaken);
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
        let mut copy = with_only(&remembered(&app, "1").await, REMEMBER);
        let mut attacker = logged_in(&app, "2").await;
        let overtaken = attacker.jar[SESSION].clone();
        attacker.post("/confirm").await;
        copy.jar.insert(SESSION.to_owned(), overtaken);
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
async fn l5_a_recent_remember_cookie_below_a_path_does_not_take_the_session_with_it() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.remember_cookie(login::CookieConfig::new().path("/account")))
        .await;
    let mut browser = remembered(&app, "1").await;
    let before = browser.clone();
    browser.close();
    for _ in 0..2 {
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
    // The one before the last, as a request on its way carries it.
    let is_remembered = |name: &str| name.contains("remember");
    let last = before.jar.iter().find(|(name, _)| is_remembered(name));
    let (name, first) = last.unwrap();
    browser.jar.insert(name.clone(), first.clone());
    let answer = browser.post("/revoke-others-stale").await;
    assert_eq!(answer.status, 200);
    let mut here = with_only(&browser, SESSION);
    assert_eq!(status(&mut here, "/protected").await, 200);
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
