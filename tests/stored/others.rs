//! The end of all logins of a user but one.

use std::time::Duration;

use super::{
    DAY, HOUR, REMEMBER, SESSION,
    devices::devices,
    world::{World, at, logged_in, remembered, status, three, with_only},
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
async fn l5_revoking_the_others_ends_the_remember_cookie_that_the_session_came_with_before() {
    let world = World::new();
    let app = world.app().await;
    let first = remembered(&app, "1").await;
    let mut browser = remembered(&app, "1").await;
    browser
        .jar
        .insert(SESSION.to_owned(), first.jar[SESSION].clone());
    browser.post("/revoke-others").await;
    assert_eq!(world.kept("1").await, (1, 1));
    let mut first = with_only(&first, REMEMBER);
    for seconds in [0, 61] {
        world.wait(seconds);
        assert_eq!(status(&mut first.clone(), "/protected").await, 401);
    }
    first.post("/logout").await;
    for name in [SESSION, REMEMBER] {
        let mut browser = with_only(&browser, name);
        assert_eq!(status(&mut browser, "/protected").await, 200, "{name}");
    }
}

#[actix_web::test]
async fn l5_a_logout_by_the_remember_cookie_ends_a_session_that_has_ended_the_others_twice() {
    let world = World::new();
    let app = world.app().await;
    let browser = remembered(&app, "1").await;
    let mut session = with_only(&browser, SESSION);
    for _ in 0..2 {
        session.post("/revoke-others").await;
        assert_eq!(status(&mut session, "/protected").await, 200);
    }
    with_only(&browser, REMEMBER).post("/logout").await;
    assert_eq!(status(&mut session, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
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
async fn l5_revoking_the_others_makes_no_room_where_one_login_is_remembered() {
    let world = World::new();
    let app = world.app_with(|builder| builder.remembered_logins(1)).await;
    let mut browser = remembered(&app, "1").await;
    assert_eq!(browser.post("/revoke-others").await.text(), "0");
    assert_eq!(world.kept("1").await, (1, 1));
    for name in [SESSION, REMEMBER] {
        let mut browser = with_only(&browser, name);
        assert_eq!(status(&mut browser, "/protected").await, 200, "{name}");
    }
}

#[actix_web::test]
async fn l5_a_remember_cookie_that_was_revoked_ends_nothing_after_a_minute() {
    for is_sealed in [false, true] {
        let world = World::new();
        let app = world.app().await;
        let mut owner = if is_sealed {
            at(&app, &remembered(&world.sealed_app().await, "1").await)
        } else {
            remembered(&app, "1").await
        };
        let mut thief = with_only(&owner, REMEMBER);
        assert_eq!(owner.post("/revoke-others").await.status, 200);
        world.wait(61);
        for uri in ["/logout", "/login?user=2"] {
            assert_eq!(thief.clone().post(uri).await.status, 200);
        }
        assert_eq!(status(&mut thief, "/protected").await, 401);
        for name in [SESSION, REMEMBER] {
            let mut owner = with_only(&owner, name);
            assert_eq!(status(&mut owner, "/protected").await, 200, "{name}");
        }
    }
}

#[actix_web::test]
async fn l5_whoever_has_just_lost_the_remember_cookie_to_another_login_ends_the_others() {
    let world = World::new();
    let app = world.app_with(|builder| builder.remembered_logins(1)).await;
    let mut browser = remembered(&app, "1").await;
    let mut other = remembered(&app, "1").await;
    assert_eq!(browser.post("/revoke-others").await.text(), "1");
    assert_eq!(status(&mut browser, "/protected").await, 200);
    assert_eq!(status(&mut other, "/protected").await, 401);
}
