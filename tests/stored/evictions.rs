//! Logins that end because there are too many: for good, and with their remember cookies.

use actix_web::http::Method;
use login::store::WhenFull;
use login_tests::{Browser, TestApp};
use tokio::join;

use super::{
    HOUR, REMEMBER, SESSION,
    remember::thefts,
    world::{World, all_at_once, at, logged_in, remembered, status, with_only},
};

async fn limited(world: &World, most: u32) -> TestApp {
    world
        .app_with(|builder| builder.concurrent_sessions(most, WhenFull::EvictOldest))
        .await
}

/// A browser from before there was a store.
async fn from_before(world: &World, app: &TestApp, login: &str) -> Browser {
    at(app, &logged_in(&world.sealed_app().await, login).await)
}

async fn is_out(browser: &Browser) -> bool {
    let mut is_out = true;
    for cookies in [
        browser.clone(),
        with_only(browser, SESSION),
        with_only(browser, REMEMBER),
    ] {
        is_out &= status(&mut cookies.clone(), "/protected").await == 401;
    }
    is_out
}

#[actix_web::test]
async fn l8_whose_session_makes_room_is_not_remembered_and_takes_nobodys_place() {
    let world = World::new();
    let app = limited(&world, 2).await;
    let first = remembered(&app, "1").await;
    world.wait(1);
    let mut others = [remembered(&app, "1").await, remembered(&app, "1").await];
    for _ in 0..3 {
        assert!(is_out(&first).await);
        for other in &mut others {
            assert_eq!(status(other, "/protected").await, 200);
        }
        assert_eq!(world.kept("1").await, (2, 2));
        world.wait(HOUR);
    }
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn l8_a_browser_that_comes_back_takes_the_place_that_it_had() {
    let world = World::new();
    let app = limited(&world, 2).await;
    let mut other = remembered(&app, "1").await;
    world.wait(1);
    let mut browser = remembered(&app, "1").await;
    for _ in 0..5 {
        browser.close();
        assert_eq!(status(&mut browser, "/protected").await, 200);
        assert_eq!(status(&mut other, "/protected").await, 200);
        assert_eq!(world.kept("1").await, (2, 2));
        world.wait(60);
    }
    // Nor does it need another when answers get lost.
    browser.close();
    for _ in 0..4 {
        assert_eq!(status(&mut browser.clone(), "/protected").await, 200);
        world.wait(60);
    }
    for browser in [&mut browser, &mut other] {
        assert_eq!(status(browser, "/protected").await, 200);
    }
    assert_eq!(world.kept("1").await, (2, 2));
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn l8_a_restore_ends_the_oldest_for_good() {
    let world = World::new();
    let app = limited(&world, 1).await;
    let returning = remembered(&app, "1").await;
    world.wait(2 * HOUR);
    let oldest = remembered(&app, "1").await;
    let mut returning = with_only(&returning, REMEMBER);
    assert_eq!(status(&mut returning, "/protected").await, 200);
    assert!(is_out(&oldest).await);
    assert_eq!(status(&mut returning, "/protected").await, 200);
    assert_eq!(world.kept("1").await, (1, 1));
}

#[actix_web::test]
async fn l8_sessions_from_before_take_places_as_well_and_what_makes_room_does_not_come_again() {
    for login in ["1", "1&remember=true"] {
        for when_full in [WhenFull::EvictOldest, WhenFull::Refuse] {
            let world = World::new();
            let app = world
                .app_with(|builder| builder.concurrent_sessions(2, when_full))
                .await;
            let mut browsers = Vec::new();
            for _ in 0..4 {
                browsers.push(from_before(&world, &app, login).await);
                world.wait(1);
            }
            let sealed = browsers.clone();
            for browser in &mut browsers {
                assert_eq!(status(browser, "/protected").await, 200);
            }
            assert_eq!(world.kept("1").await.0, 2);
            for seconds in [0, 61, HOUR] {
                world.wait(seconds);
                for evicted in sealed.iter().zip(&browsers).take(2) {
                    let (sealed, browser) = evicted;
                    assert!(is_out(sealed).await, "{login} {when_full:?} {seconds}");
                    assert!(is_out(browser).await, "{login} {when_full:?} {seconds}");
                }
                for browser in browsers.iter_mut().skip(2) {
                    assert_eq!(status(browser, "/protected").await, 200);
                }
            }
            assert_eq!(world.kept("1").await.0, 2);
            assert_eq!(thefts(&world), 0);
        }
    }
}

#[actix_web::test]
async fn l8_a_visitor_from_before_takes_no_place() {
    let world = World::new();
    let app = limited(&world, 1).await;
    let mut browser = logged_in(&app, "1").await;
    let mut visitor = world.sealed_app().await.browser();
    visitor.post("/data/key/value").await;
    let mut visitor = at(&app, &visitor);
    assert_eq!(visitor.get("/data").await.text(), "key=value");
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn r2_a_remember_cookie_from_before_that_made_room_does_not_come_again() {
    let world = World::new();
    let app = world.app_with(|builder| builder.remembered_logins(2)).await;
    let mut browsers = Vec::new();
    for _ in 0..3 {
        let browser = from_before(&world, &app, "1&remember=true").await;
        browsers.push(with_only(&browser, REMEMBER));
        world.wait(1);
    }
    let old = browsers.clone();
    for browser in &mut browsers {
        assert_eq!(status(browser, "/protected").await, 200);
        assert_eq!(status(browser, "/protected").await, 200);
        browser.close();
    }
    for seconds in [0, 1, HOUR] {
        world.wait(seconds);
        let copies = [old[0].clone(), browsers[0].clone()];
        for mut copy in copies {
            assert_eq!(status(&mut copy, "/protected").await, 401, "{seconds}");
        }
    }
    assert_eq!(thefts(&world), 0);
    assert_eq!(world.kept("1").await.1, 2);
    for browser in browsers.iter_mut().skip(1) {
        assert_eq!(status(browser, "/protected").await, 200);
    }
}

#[actix_web::test]
async fn l8_of_fifty_remembered_logins_at_once_as_many_are_remembered_as_live() {
    let world = World::new();
    let app = limited(&world, 2).await;
    let browsers = (0..50).map(|_| app.browser());
    let done = all_at_once(browsers, Method::POST, "/login?user=1&remember=true").await;
    let mut alive = 0;
    for (browser, answer) in &done {
        assert_eq!(answer.text(), "True");
        alive += usize::from(!is_out(browser).await);
    }
    assert_eq!(alive, 2);
    assert_eq!(world.kept("1").await, (2, 2));
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn l8_a_restore_beside_logins_takes_the_place_of_the_last_of_them() {
    for operation in ["update", "create"] {
        let world = World::new();
        let app = limited(&world, 1).await;
        let mut returning = with_only(&remembered(&app, "1").await, REMEMBER);
        world.wait(2 * HOUR);
        let mut others = [app.browser(), app.browser()];
        world.store.stall(operation);
        let restoring = returning.get("/protected");
        let beside = async {
            world.store.stalled().await;
            for other in &mut others {
                other.post("/login?user=1&remember=true").await;
            }
            world.store.release();
        };
        join!(restoring, beside);
        // Whoever was last has the place.
        let mut alive = Vec::new();
        for browser in [&returning].into_iter().chain(&others) {
            alive.push(!is_out(browser).await);
        }
        assert_eq!(alive, [true, false, false], "{operation}");
        assert_eq!(world.kept("1").await, (1, 1), "{operation}");
    }
}

#[actix_web::test]
async fn d5_when_room_cannot_be_made_nobody_is_logged_in() {
    for operation in ["list", "delete"] {
        let world = World::new();
        let app = limited(&world, 1).await;
        let mut oldest = logged_in(&app, "1").await;
        let mut next = app.browser();
        world.store.fail(&[operation]);
        assert_eq!(next.post("/login?user=1").await.status, 503, "{operation}");
        assert!(next.jar.is_empty());
        world.store.fail(&[]);
        assert_eq!(status(&mut oldest, "/protected").await, 200, "{operation}");
        assert_eq!(next.post("/login?user=1").await.text(), "True");
        assert_eq!(status(&mut oldest, "/protected").await, 401);
        assert_eq!(world.kept("1").await, (1, 0));
    }
}
