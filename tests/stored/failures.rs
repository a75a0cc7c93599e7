//! When the store does not answer, or answers nonsense: fail closed, and lose nothing.

use std::cell::Cell;

use actix_web::http::Method;
use login_tests::{Answer, Browser, PATIENCE};
use tokio::{join, task::yield_now};

use super::{
    REMEMBER, SESSION,
    probe::OPERATIONS,
    world::{World, logged_in, remembered, status, with_only},
};

fn assert_unavailable(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 503, "{what}");
    assert_eq!(answer.text(), "Service Unavailable", "{what}");
    assert_eq!(answer.header("retry-after"), Some("5"), "{what}");
    let cookies = answer.set_cookies();
    assert!(cookies.is_empty(), "{what} {cookies:?}");
}

#[actix_web::test]
async fn d5_while_the_store_is_down_guards_answer_503_and_the_cookies_stay() {
    let world = World::new();
    let app = world.app().await;
    let browser = remembered(&app, "1").await;
    let returning = with_only(&browser, REMEMBER);
    for mut browser in [browser, returning] {
        let jar = browser.jar.clone();
        world.store.fail(&OPERATIONS);
        for uri in ["/protected", "/fresh", "/current"] {
            assert_unavailable(&browser.get(uri).await, uri);
        }
        for uri in ["/public", "/next", "/login"] {
            let answer = browser.get(uri).await;
            assert!(answer.set_cookies().is_empty());
            assert!(answer.status.as_u16() < 400, "{uri}");
        }
        // Who only wants to know whether there is somebody gets an answer.
        let answer = browser.get("/who").await;
        assert_eq!((answer.status.as_u16(), answer.text()), (200, "nobody"));
        assert!(answer.set_cookies().is_empty());
        assert_eq!(browser.jar, jar);
        world.store.fail(&[]);
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
    let mut visitor = app.browser();
    world.store.fail(&OPERATIONS);
    assert_eq!(status(&mut visitor, "/protected").await, 401);
}

#[actix_web::test]
async fn p2_what_was_answered_while_the_store_was_down_is_given_to_nobody_else() {
    for refresh in [false, true] {
        let world = World::new();
        let app = world
            .app_with(|builder| builder.remember_cookie_refresh_each_request(refresh))
            .await;
        let mut browser = remembered(&app, "1").await;
        world.store.fail(&OPERATIONS);
        let answer = browser.get("/who").await;
        assert_eq!(answer.text(), "nobody");
        assert_eq!(answer.header("vary"), Some("cookie"), "{refresh}");
        let refused = browser.get("/protected").await;
        assert_eq!(refused.status, 503);
        assert_eq!(
            refused.header("cache-control"),
            Some("no-store, private"),
            "{refresh}"
        );
    }
}

#[actix_web::test]
async fn d5_pages_that_ask_for_nothing_work_although_remember_cookies_are_refreshed() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.remember_cookie_refresh_each_request(true))
        .await;
    let mut browser = remembered(&app, "1").await;
    world.store.fail(&OPERATIONS);
    let answer = browser.get("/public").await;
    assert_eq!(answer.status, 200);
    assert!(answer.set_cookies().is_empty());
    world.store.fail(&[]);
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn d5_a_failure_of_any_command_never_costs_a_login() {
    let actions = [
        (Method::GET, "/protected"),
        (Method::POST, "/data/key/value"),
        (Method::POST, "/confirm"),
        (Method::POST, "/permanent"),
        (Method::POST, "/login?user=1"),
        (Method::POST, "/login?user=1&remember=true"),
        (Method::POST, "/login?user=2"),
        (Method::POST, "/login?user=2&remember=true"),
        (Method::GET, "/all-devices"),
    ];
    let mut failures = 0;
    for operation in OPERATIONS {
        for (method, uri) in &actions {
            for is_remembered in [false, true] {
                let what = format!("{operation} {uri} {is_remembered}");
                let world = World::new();
                let app = world.app().await;
                let mut browser = if is_remembered {
                    remembered(&app, "1").await
                } else {
                    logged_in(&app, "1").await
                };
                let before = browser.clone();
                world.wait(600);
                world.take_events();
                world.store.fail(&[operation]);
                let answer = browser.send(method.clone(), uri).await;
                world.store.fail(&[]);
                if answer.status == 200 {
                    assert_eq!(status(&mut browser, "/protected").await, 200, "{what}");
                    continue;
                }
                failures += 1;
                assert_unavailable(&answer, &what);
                assert_eq!(browser.jar, before.jar, "{what}");
                let events: Vec<String> = world.take_events();
                assert!(events.is_empty(), "{what}: {events:?}");
                assert_eq!(browser.get("/who").await.text(), "1", "{what}");
                if matches!(operation, "delete" | "delete_version" | "list") {
                    // What this browser had remembered before ends halfway then.
                    continue;
                }
                let expected = (1, usize::from(is_remembered));
                assert_eq!(world.kept("1").await, expected, "{what}");
                assert_eq!(world.kept("2").await, (0, 0), "{what}");
            }
        }
    }
    assert!(failures > 30, "{failures}");
}

#[actix_web::test]
async fn d5_a_new_login_that_fails_is_none() {
    for operation in ["create"] {
        let world = World::new();
        let app = world.app().await;
        let mut browser = app.browser();
        world.store.fail(&[operation]);
        for uri in ["/login?user=1", "/login?user=1&remember=true"] {
            assert_unavailable(&browser.post(uri).await, uri);
        }
        world.store.fail(&[]);
        assert!(world.take_events().is_empty());
        assert_eq!(browser.get("/who").await.text(), "nobody");
        assert_eq!(world.store.len().await, 0);
    }
}

#[actix_web::test]
async fn d5_a_logout_that_fails_says_so_and_works_when_tried_again() {
    for operation in OPERATIONS {
        for uri in ["/logout", "/revoke-others", "/revoke-all"] {
            let what = format!("{operation} {uri}");
            let world = World::new();
            let app = world.app().await;
            let mut other = remembered(&app, "1").await;
            let mut browser = remembered(&app, "1").await;
            world.take_events();
            world.store.fail(&[operation]);
            let answer = browser.post(uri).await;
            world.store.fail(&[]);
            if answer.status != 200 {
                assert_unavailable(&answer, &what);
                assert!(world.take_events().is_empty(), "{what}");
                // By the remember cookie if the session has gone already.
                browser.post("/confirm").await;
                let answer = browser.post(uri).await;
                // Or there is nobody left to log out.
                let is_done = answer.status == 401 && uri == "/revoke-all";
                assert!(answer.status == 200 || is_done, "{what}");
            }
            let is_out = uri != "/revoke-others";
            let expected = if is_out { 401 } else { 200 };
            assert_eq!(status(&mut browser, "/protected").await, expected, "{what}");
            let expected = if uri == "/logout" { 200 } else { 401 };
            assert_eq!(status(&mut other, "/protected").await, expected, "{what}");
        }
    }
}

#[actix_web::test]
async fn d5_a_restore_that_fails_can_be_tried_again() {
    for operation in OPERATIONS {
        let world = World::new();
        let app = world.app().await;
        let mut browser = with_only(&remembered(&app, "1").await, REMEMBER);
        let before = browser.clone();
        world.store.fail(&[operation]);
        let answer = browser.get("/protected").await;
        world.store.fail(&[]);
        if answer.status != 200 {
            assert_unavailable(&answer, operation);
            assert_eq!(browser.jar, before.jar);
        }
        for _ in 0..2 {
            assert_eq!(status(&mut browser, "/protected").await, 200, "{operation}");
        }
        let events = world.take_events();
        assert!(!events.contains(&"remember_cookie_stolen".to_owned()));
    }
}

/// Sends a request whose store never answers that operation.
async fn unanswered(
    world: &World,
    browser: &mut Browser,
    method: Method,
    uri: &str,
    operation: &'static str,
) -> Answer {
    world.store.stall(operation);
    let has_answered = Cell::new(false);
    let request = async {
        let answer = browser.send(method, uri).await;
        has_answered.set(true);
        answer
    };
    let silence = async {
        world.store.stalled().await;
        // Nothing but a time limit ends the wait. Time goes by at once, and after that as always:
        // what else the store is asked for may take some.
        tokio::time::pause();
        tokio::time::advance(PATIENCE / 10 * 9).await;
        for _ in 0..50 {
            yield_now().await;
        }
        assert!(!has_answered.get(), "{operation}");
        tokio::time::advance(PATIENCE / 5).await;
        tokio::time::resume();
    };
    let (answer, ()) = join!(request, silence);
    answer
}

#[actix_web::test]
async fn d5_a_store_that_does_not_answer_is_given_up_in_time() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.session_store_timeout(PATIENCE))
        .await;
    let mut browser = remembered(&app, "1").await;
    let get = unanswered(&world, &mut browser, Method::GET, "/protected", "load");
    assert_unavailable(&get.await, "load");
    assert_eq!(status(&mut browser, "/protected").await, 200);

    world.wait(600);
    let get = unanswered(&world, &mut browser, Method::GET, "/protected", "touch");
    assert_eq!(get.await.status, 200);
    for (uri, operation) in [("/data/key/value", "update"), ("/login?user=2", "replace")] {
        let post = unanswered(&world, &mut browser, Method::POST, uri, operation);
        assert_unavailable(&post.await, operation);
    }
    assert_eq!(browser.get("/who").await.text(), "1");
}

#[actix_web::test]
async fn d5_a_store_that_is_slow_for_one_request_is_so_for_no_other() {
    let world = World::new();
    let app = world.app().await;
    let mut slow = logged_in(&app, "1").await;
    let mut other = logged_in(&app, "2").await;
    world.store.stall("load");
    let waiting = slow.get("/who");
    let others = async {
        world.store.stalled().await;
        assert_eq!(other.get("/who").await.text(), "2");
        assert_eq!(other.get("/public").await.status, 200);
        world.store.release();
    };
    let (late, ()) = join!(waiting, others);
    assert_eq!(late.text(), "1");
}

#[actix_web::test]
async fn d5_nonsense_in_the_store_is_503_and_no_logout() {
    let world = World::new();
    let app = world.app().await;
    let browser: Browser = remembered(&app, "1").await;
    for name in [SESSION, REMEMBER] {
        let mut browser = with_only(&browser, name);
        world.store.lie(true);
        assert_unavailable(&browser.get("/protected").await, name);
        assert_eq!(status(&mut browser, "/public").await, 200);
        world.store.lie(false);
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
}
