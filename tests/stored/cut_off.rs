//! Requests that get no further than the middle of a write: their browser goes away, or the
//! store fails.

use actix_web::{
    http::{Method, StatusCode},
    rt::{spawn, task::JoinHandle},
};
use login_tests::{Browser, TestApp};
use tokio::join;

use super::{
    REMEMBER, SESSION,
    logouts_beside::{leaving_slowly, logging_in},
    pages::gate,
    probe::REPLACED,
    world::{World, at, logged_in, remembered, status, with_only},
};

/// Sends a request whose browser goes away when the store is asked for that operation.
async fn cut_off(world: &World, browser: &Browser, method: Method, uri: &str, at: &'static str) {
    let (mut browser, uri) = (browser.clone(), uri.to_owned());
    world.store.stall(at);
    let request = spawn(async move { browser.send(method, &uri).await });
    world.store.stalled().await;
    request.abort();
    assert!(request.await.is_err());
    world.store.release();
    world.store.idle().await;
}

/// A session that is in the store, and the sealed cookie that it came with.
async fn upgraded(world: &World, app: &TestApp) -> (Browser, Browser) {
    let sealed = at(app, &logged_in(&world.sealed_app().await, "1").await);
    let mut browser = sealed.clone();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    (browser, sealed)
}

#[actix_web::test]
async fn l1_what_ended_a_session_halfway_leaves_no_sealed_copy_alive_without_it() {
    for uri in [
        "/logout",
        "/confirm",
        "/login?user=2",
        "/permanent",
        "/revoke-all",
    ] {
        let first = match uri {
            "/logout" | "/revoke-all" => "delete",
            _ => "replace",
        };
        for failing in [
            None,
            Some("create"),
            Some("delete"),
            Some("delete_version"),
            Some("replace"),
        ] {
            let world = World::new();
            let app = world.app().await;
            let (mut browser, mut sealed) = upgraded(&world, &app).await;
            if let Some(operation) = failing {
                world.store.fail(&[operation]);
                browser.post(uri).await;
                world.store.fail(&[]);
                browser.post("/logout").await;
            } else {
                cut_off(&world, &browser, Method::POST, uri, first).await;
            }
            if status(&mut browser, "/protected").await != 200 {
                let copy = status(&mut sealed, "/protected").await;
                assert_eq!(copy, 401, "{uri} {failing:?}");
            }
        }
    }
}

#[actix_web::test]
async fn l1_a_login_over_a_sealed_session_that_is_cut_off_leaves_no_copy_alive_without_it() {
    for uri in ["/confirm", "/login?user=2", "/permanent"] {
        let world = World::new();
        let app = world.app().await;
        let (mut browser, mut sealed) = upgraded(&world, &app).await;
        cut_off(&world, &browser, Method::POST, uri, "create").await;
        assert_eq!(status(&mut browser, "/protected").await, 401, "{uri}");
        assert_eq!(status(&mut sealed, "/protected").await, 401, "{uri}");
    }
}

#[actix_web::test]
async fn l5_sealed_copies_of_other_devices_end_although_revoking_them_is_cut_off() {
    let world = World::new();
    let app = world.app().await;
    let (_, mut sealed) = upgraded(&world, &app).await;
    let mut other = logged_in(&app, "1").await;
    cut_off(&world, &other, Method::POST, "/revoke-others", "delete").await;
    // Whoever tries again finds what is left.
    assert_eq!(other.post("/revoke-others").await.text(), "1");
    assert_eq!(status(&mut sealed, "/protected").await, 401);
}

#[actix_web::test]
async fn r4_a_theft_is_not_forgotten_because_it_was_found_out_halfway() {
    for goes_away in [false, true] {
        let world = World::new();
        let app = world.app().await;
        let mut owner = with_only(&remembered(&app, "1").await, REMEMBER);
        let mut thief = owner.clone();
        for _ in 0..2 {
            assert_eq!(status(&mut thief, "/protected").await, 200);
        }
        world.wait(61);
        world.take_events();
        if goes_away {
            cut_off(&world, &owner, Method::GET, "/protected", "list").await;
        } else {
            world.store.fail(&["list"]);
            assert_eq!(status(&mut owner, "/protected").await, 503);
            world.store.fail(&[]);
        }
        assert_eq!(status(&mut owner, "/protected").await, 401);
        assert_eq!(world.take_events(), ["remember_cookie_stolen"]);
        assert_eq!(status(&mut thief, "/protected").await, 401);
        assert_eq!(world.kept("1").await, (0, 0));
    }
}

/// The remember cookie of before there was a store, and the browser that has used it since.
async fn followed(world: &World, app: &TestApp) -> (Browser, Browser) {
    let sealed = at(app, &remembered(&world.sealed_app().await, "1").await);
    let first = with_only(&sealed, REMEMBER);
    let mut browser = first.clone();
    for _ in 0..2 {
        assert_eq!(status(&mut browser, "/protected").await, 200);
        browser.close();
    }
    world.wait(61);
    (first, browser)
}

#[actix_web::test]
async fn l2_a_logout_tried_again_ends_the_remember_cookie_of_before_the_store() {
    for failing in ["create", "replace"] {
        let world = World::new();
        let app = world.app().await;
        let (mut first, mut browser) = followed(&world, &app).await;
        assert_eq!(status(&mut browser, "/protected").await, 200);
        world.store.fail(&[failing]);
        assert_eq!(browser.post("/logout").await.status, 503, "{failing}");
        world.store.fail(&[]);
        assert_eq!(browser.post("/logout").await.status, 200, "{failing}");
        assert_eq!(status(&mut first, "/protected").await, 401, "{failing}");
    }
}

#[actix_web::test]
async fn r4_a_thief_who_breaks_off_begins_no_series_anew() {
    for step in ["replace", "create"] {
        let world = World::new();
        let app = world.app().await;
        let (mut first, _) = followed(&world, &app).await;
        cut_off(&world, &first, Method::GET, "/protected", step).await;
        assert_eq!(status(&mut first, "/protected").await, 401, "{step}");
        assert_eq!(status(&mut first, "/protected").await, 401, "{step}");
    }
}

#[actix_web::test]
async fn l1_a_logout_that_a_handler_gives_up_has_not_happened_by_halves() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    world.store.stall("delete_version");
    let mut leaving = browser.clone();
    let request = leaving.post("/impatient/logout");
    let meanwhile = async {
        world.store.stalled().await;
        gate().open();
    };
    let (answer, ()) = join!(request, meanwhile);
    assert_eq!(answer.text(), "gave up");
    assert!(answer.set_cookies().is_empty());
    assert_eq!(status(&mut browser, "/protected").await, 200);
    browser.close();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    let copy = browser.clone();
    browser.post("/logout").await;
    assert!(browser.jar.is_empty());
    assert_eq!(status(&mut copy.clone(), "/protected").await, 401);
}

#[actix_web::test]
async fn l2_a_logout_ends_a_sealed_session_that_is_just_put_into_the_store() {
    let world = World::new();
    let app = world.app().await;
    let sealed = at(&app, &remembered(&world.sealed_app().await, "1").await);
    let mut copy = with_only(&sealed, SESSION);
    let mut owner = with_only(&sealed, REMEMBER);
    assert_eq!(status(&mut owner, "/protected").await, 200);
    world.store.stall("create");
    let request = spawn(async move {
        let status = status(&mut copy, "/protected").await;
        (copy, status)
    });
    world.store.stalled().await;
    owner.post("/logout").await;
    world.store.release();
    let (mut copy, first) = request.await.unwrap();
    assert_eq!(first, 401);
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l1_who_gives_up_going_on_does_not_take_back_that_a_sealed_session_has_ended() {
    let world = World::new();
    let app = world.app().await;
    let (browser, mut sealed) = upgraded(&world, &app).await;
    let (mut confirming, mut owner) = (browser.clone(), browser);
    world.store.fail(&["replace"]);
    world.store.stall("delete_version");
    let request = spawn(async move { confirming.post("/confirm").await.status });
    world.store.stalled().await;
    assert_eq!(owner.post("/logout").await.status, 200);
    world.store.release();
    assert_eq!(request.await.unwrap(), 503);
    world.store.fail(&[]);
    assert_eq!(status(&mut sealed, "/protected").await, 401);
}

#[actix_web::test]
async fn l2_a_logout_that_is_cut_off_is_done_in_full_by_the_next() {
    for step in ["replace", "list"] {
        let world = World::new();
        let app = world.app().await;
        let mut copy = remembered(&app, "1").await;
        let mut owner = with_only(&copy, SESSION);
        copy.post("/revoke-others").await;
        cut_off(&world, &owner, Method::POST, "/logout", step).await;
        assert_eq!(owner.post("/logout").await.status, 200, "{step}");
        for name in [SESSION, REMEMBER] {
            let answer = with_only(&copy, name).get("/protected").await;
            assert_eq!(answer.status, 401, "{step} {name}");
        }
        assert_eq!(world.kept("1").await, (0, 0), "{step}");
    }
}

/// A login over a session that fails, and is about to say that the session does not go on after all.
async fn taking_back(world: &World, browser: &Browser) -> JoinHandle<StatusCode> {
    let failing = logging_in(world, browser, "1").await;
    world.store.fail_after(0, "create");
    // First the place of the session is made free again.
    for _ in 0..2 {
        world.store.stall("delete_version");
        world.store.release();
        world.store.stalled().await;
    }
    failing
}

#[actix_web::test]
async fn l1_a_login_that_fails_does_not_take_back_that_a_sealed_session_has_ended() {
    let world = World::new();
    let app = world.app().await;
    let (mut browser, mut sealed) = upgraded(&world, &app).await;
    let failing = taking_back(&world, &browser).await;
    assert_eq!(browser.post("/logout").await.status, 200);
    world.store.release();
    assert_eq!(failing.await.unwrap(), 503);
    world.wait(61);
    assert_eq!(status(&mut sealed, "/protected").await, 401);
}

#[actix_web::test]
async fn l1_a_session_that_a_failed_login_puts_back_goes_on_although_its_browser_went_away() {
    for is_sealed in [false, true] {
        let world = World::new();
        let app = world.app().await;
        let mut browser = if is_sealed {
            upgraded(&world, &app).await.0
        } else {
            logged_in(&app, "1").await
        };
        let failing = taking_back(&world, &browser).await;
        failing.abort();
        world.store.release();
        world.store.idle().await;
        assert_eq!(browser.post("/confirm").await.status, 200, "{is_sealed}");
    }
}

#[actix_web::test]
async fn l1_a_login_of_another_that_fails_puts_no_sealed_session_back_that_was_logged_out() {
    let world = World::new();
    let app = world.app().await;
    let (mut browser, mut sealed) = upgraded(&world, &app).await;
    let leaving = leaving_slowly(&browser).await;
    let failing = logging_in(&world, &browser, "2").await;
    gate().open();
    assert_eq!(leaving.await.unwrap(), 200);
    world.store.fail_after(0, "create");
    world.store.release();
    assert_eq!(failing.await.unwrap(), 503);
    assert_eq!(status(&mut browser, "/protected").await, 401);
    assert_eq!(status(&mut sealed, "/protected").await, 401);
}

#[actix_web::test]
async fn l1_a_login_of_another_that_fails_puts_nothing_sealed_back_that_was_logged_out_on_its_way()
{
    let world = World::new();
    let app = world.app().await;
    let (mut browser, mut sealed) = upgraded(&world, &app).await;
    let mut again = browser.clone();
    let leaving = leaving_slowly(&browser).await;
    world.store.stall(REPLACED);
    let failing = spawn(async move { again.post("/login?user=2&remember=true").await.status });
    world.store.stalled().await;
    gate().open();
    assert_eq!(leaving.await.unwrap(), 200);
    // Its tombstone is tried twice.
    world.store.fail_after(2, "create");
    world.store.release();
    assert_eq!(failing.await.unwrap(), 503);
    assert_eq!(status(&mut browser, "/protected").await, 401);
    assert_eq!(status(&mut sealed, "/protected").await, 401);
}

#[actix_web::test]
async fn d5_a_restored_login_that_cannot_be_looked_up_leaves_no_session_that_nobody_has() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = with_only(&remembered(&app, "1").await, REMEMBER);
    // It is there, and whether it still should be cannot be asked.
    world.store.fail_after(1, "load");
    assert_eq!(status(&mut browser, "/protected").await, 503);
    // The first login's session, which the browser has forgotten.
    assert_eq!(world.kept("1").await, (1, 1));
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn d5_a_login_that_was_confirmed_is_not_lost_with_what_comes_after() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    world.wait(600);
    world.store.fail(&["update"]);
    let answer = browser.post("/confirm-and-note").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("cache-control"), Some("no-store, private"));
    world.store.fail(&[]);
    assert_eq!(status(&mut browser, "/fresh").await, 200);
    assert_eq!(world.kept("1").await, (1, 0));
}

#[actix_web::test]
async fn d5_a_logout_is_told_although_what_comes_after_cannot_be_written() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    world.store.fail(&["create"]);
    let answer = browser.post("/leave-with-a-note").await;
    assert_eq!(answer.status, 503);
    assert!(answer.set_cookie(SESSION).unwrap().is_removal());
}

#[actix_web::test]
async fn l1_whoever_comes_with_a_session_that_was_logged_out_is_told_to_forget_it() {
    let world = World::new();
    let app = world.app().await;
    for mut browser in [upgraded(&world, &app).await.0, logged_in(&app, "1").await] {
        let mut copy = browser.clone();
        browser.post("/logout").await;
        assert_eq!(status(&mut copy, "/protected").await, 401);
        assert!(!copy.jar.contains_key(SESSION));
    }
}
