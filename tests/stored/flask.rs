//! Logins that come from Flask, while the store fails.

use login::{FlaskCompat, cookie_key, encode_cookie};
use login_tests::{Browser, TestApp};

use super::{
    probe::OPERATIONS,
    world::{World, status},
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
