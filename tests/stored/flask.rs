//! Logins that come from Flask, while the store fails.

use actix_web::rt::spawn;
use login::{FlaskCompat, cookie_key, encode_cookie};
use login_tests::{Browser, TestApp};

use super::{
    SESSION,
    probe::OPERATIONS,
    world::{World, status, with_only},
};

const SECRET: &str = "dev";
const FLASK_REMEMBER: &str = "remember_token";

async fn app(world: &World) -> TestApp {
    // Half a year after the clock begins.
    let flask = FlaskCompat::until("2024-05-12", SECRET);
    world.app_with(|builder| builder.flask_compat(flask)).await
}

/// A browser that Flask remembers.
fn from_flask(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    let cookie = encode_cookie("1", &cookie_key(SECRET).unwrap());
    browser.jar.insert(FLASK_REMEMBER.to_owned(), cookie);
    browser
}

#[actix_web::test]
async fn d5_while_the_store_is_down_nobody_loses_the_login_at_flask() {
    let world = World::new();
    let app = app(&world).await;
    world.store.take_calls();
    assert_eq!(status(&mut from_flask(&app), "/protected").await, 200);
    let calls = world.store.take_calls();
    assert!(calls.contains(&"create"), "{calls:?}");

    let failing = OPERATIONS.map(|operation| vec![operation]);
    for failing in failing.into_iter().chain([OPERATIONS.to_vec()]) {
        // Past the time for which it is the login of before.
        world.wait(10 * 60);
        let mut browser = from_flask(&app);
        let before = browser.jar.clone();
        world.store.fail(&failing);
        let answer = browser.get("/protected").await;
        world.store.fail(&[]);
        if failing.iter().any(|operation| calls.contains(operation)) {
            assert_eq!(answer.status, 503, "{failing:?}");
            assert_eq!(answer.header("retry-after"), Some("5"), "{failing:?}");
            assert!(answer.set_cookies().is_empty(), "{failing:?}");
            assert_eq!(browser.jar, before, "{failing:?}");
        } else {
            assert_eq!(answer.status, 200, "{failing:?}");
        }
        assert_eq!(status(&mut browser, "/protected").await, 200);
        assert!(!browser.jar.contains_key(FLASK_REMEMBER), "{failing:?}");
        // Nothing is asked of Flask's cookies any more.
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
}

#[actix_web::test]
async fn d5_a_request_that_fails_takes_no_session_back_that_another_has_made() {
    let mut failures = 0;
    for loads in 0..8 {
        let world = World::new();
        let app = app(&world).await;
        let (mut first, mut second) = (from_flask(&app), from_flask(&app));
        world.store.stall("create");
        let late = spawn(async move { status(&mut second, "/protected").await });
        world.store.stalled().await;
        assert_eq!(status(&mut first, "/protected").await, 200);
        world.store.fail_after(loads, "load");
        world.store.release();
        failures += u32::from(late.await.unwrap() == 503);
        world.store.fail_after(100, "load");
        let mut session = with_only(&first, SESSION);
        assert_eq!(status(&mut session, "/protected").await, 200, "{loads}");
    }
    assert!(failures > 1, "{failures}");
}
