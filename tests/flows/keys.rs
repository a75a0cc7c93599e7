//! The application's secret changes, and nobody is logged out by that.

use login::{LoginManagerBuilder, SecretKey, testing::TestClock};
use login_tests::{Browser, TestApp, Users};

use super::{REMEMBER, SESSION};

const FIRST: &str = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61";
const SECOND: &str = "c7d2911f0a5e4b83966d20e8f4b71a35d80e6c92";
const THIRD: &str = "f35b80d4e1276c9aa9d0371c5e48b26f0d94e8b7";
const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

fn secret(text: &str) -> SecretKey {
    SecretKey::new(text).unwrap()
}

/// Processes of one application, with the same users and the same time.
struct World {
    users: Users,
    clock: TestClock,
}

impl World {
    fn new() -> Self {
        Self {
            users: Users::new(),
            clock: TestClock::new(),
        }
    }

    /// A process with these secrets, the one in use first.
    async fn process(&self, secrets: &[&str]) -> TestApp {
        self.process_with(secrets, |builder| builder).await
    }

    async fn process_with(
        &self,
        secrets: &[&str],
        settings: impl Fn(LoginManagerBuilder) -> LoginManagerBuilder,
    ) -> TestApp {
        let (first, before) = secrets.split_first().unwrap();
        let builder = TestApp::builder(secret(first), &self.users, &self.clock);
        let builder = builder.secret_key_fallbacks(before.iter().map(|text| secret(text)));
        let manager = settings(builder).build().unwrap();
        TestApp::around(manager, self.users.clone(), self.clock.clone(), |_| {}).await
    }
}

/// The same cookies, sent to another process.
fn at(app: &TestApp, browser: &Browser) -> Browser {
    let mut moved = app.browser();
    moved.jar.clone_from(&browser.jar);
    moved
}

async fn logged_in(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    let answer = browser.post("/login?user=1&remember=true").await;
    assert_eq!(answer.text(), "True");
    browser
}

async fn status(browser: &mut Browser, uri: &str) -> u16 {
    browser.get(uri).await.status.as_u16()
}

#[actix_web::test]
async fn k3_a_session_of_the_secret_before_goes_on_and_is_sealed_anew_once() {
    let world = World::new();
    let old = world.process(&[FIRST]).await;
    let browser = logged_in(&old).await;
    let attributes = |cookie: Option<login_tests::SetCookie>| cookie.unwrap().attributes;
    let usual = old.browser().post("/login?user=1").await;
    let usual = attributes(usual.set_cookie(SESSION));

    let mut browser = at(&world.process(&[SECOND, FIRST]).await, &browser);
    let before = browser.jar[SESSION].clone();
    assert!(browser.get("/public").await.set_cookies().is_empty());
    let answer = browser.get("/protected").await;
    assert_eq!(answer.status, 200);
    assert_eq!(attributes(answer.set_cookie(SESSION)), usual);
    assert_ne!(browser.jar[SESSION], before);
    for uri in ["/protected", "/fresh", "/data", "/who"] {
        assert!(browser.get(uri).await.set_cookies().is_empty(), "{uri}");
    }
}

#[actix_web::test]
async fn k3_a_session_is_sealed_anew_though_nobody_is_logged_in_and_nothing_changed() {
    let world = World::new();
    let mut browser = world.process(&[FIRST]).await.browser();
    browser.post("/data/key/value").await;
    let mut browser = at(&world.process(&[SECOND, FIRST]).await, &browser);
    assert!(browser.get("/data").await.set_cookie(SESSION).is_some());
    let mut browser = at(&world.process(&[SECOND]).await, &browser);
    assert_eq!(browser.get("/data").await.text(), "key=value");
}

#[actix_web::test]
async fn k3_what_was_sealed_anew_outlives_the_secret_before() {
    let world = World::new();
    let browser = logged_in(&world.process(&[FIRST]).await).await;
    let mut browser = at(&world.process(&[SECOND, FIRST]).await, &browser);
    assert_eq!(status(&mut browser, "/fresh").await, 200);
    let mut remembered = browser.clone();
    remembered.close();
    assert_eq!(status(&mut remembered, "/protected").await, 200);

    let new = world.process(&[SECOND]).await;
    let mut browser = at(&new, &browser);
    browser.jar.remove(REMEMBER);
    assert_eq!(status(&mut browser, "/fresh").await, 200);
    let mut remembered = at(&new, &remembered);
    assert_eq!(status(&mut remembered, "/protected").await, 200);
    remembered.close();
    assert_eq!(status(&mut remembered, "/protected").await, 200);
    assert_eq!(status(&mut remembered, "/fresh").await, 401);
}

#[actix_web::test]
async fn k3_a_remember_cookie_is_sealed_anew_when_it_is_used_and_lasts_no_longer_by_that() {
    let world = World::new();
    let mut browser = world.process(&[FIRST]).await.browser();
    let login = browser.post("/login?user=1&remember=true&days=10").await;
    let expires = login.set_cookie(REMEMBER).unwrap();
    let expires = expires.attribute("Expires").unwrap().to_owned();
    browser.close();
    world.clock.advance(std::time::Duration::from_secs(4 * DAY));
    let rotated = world.process(&[SECOND, FIRST]).await;
    let mut browser = at(&rotated, &browser);
    let answer = browser.get("/protected").await;
    assert_eq!(answer.status, 200);
    let set = answer.set_cookie(REMEMBER).unwrap();
    assert_eq!(set.attribute("Expires"), Some(&*expires));
    assert_eq!(set.attribute("Max-Age"), Some(&*(6 * DAY).to_string()));
    // Not again while nothing is to be sealed anew.
    assert!(browser.get("/protected").await.set_cookies().is_empty());
    world.clock.advance(std::time::Duration::from_secs(6 * DAY));
    browser.close();
    assert_eq!(status(&mut browser, "/protected").await, 401);
}

#[actix_web::test]
async fn k3_secrets_may_change_twice() {
    let world = World::new();
    let first = logged_in(&world.process(&[FIRST]).await).await;
    let both = world.process(&[SECOND, FIRST]).await;
    let mut second = at(&both, &first);
    assert_eq!(status(&mut second, "/fresh").await, 200);

    // Whether or not a browser was there in between.
    for browser in [&first, &second] {
        let mut browser = at(&world.process(&[THIRD, SECOND, FIRST]).await, browser);
        assert_eq!(status(&mut browser, "/fresh").await, 200);
        let mut browser = at(&world.process(&[THIRD]).await, &browser);
        assert_eq!(status(&mut browser, "/fresh").await, 200);
    }
}

#[actix_web::test]
async fn k3_a_secret_that_was_removed_opens_nothing() {
    let world = World::new();
    let browser = logged_in(&world.process(&[FIRST]).await).await;
    for secrets in [&[SECOND][..], &[THIRD, SECOND]] {
        let app = world.process(secrets).await;
        for name in [SESSION, REMEMBER] {
            let mut browser = at(&app, &browser);
            browser.jar.retain(|cookie, _| cookie == name);
            let answer = browser.get("/protected").await;
            assert_eq!(answer.status, 401);
            assert!(answer.set_cookie(name).unwrap().is_removal());
        }
    }
}

/// Flask sealed with the wrong end of its list: CVE-2025-47278.
#[actix_web::test]
async fn k3_the_newest_secret_seals_and_no_other() {
    let world = World::new();
    let rotated = world.process(&[THIRD, SECOND, FIRST]).await;
    let browser = logged_in(&rotated).await;
    let data = {
        let mut browser = rotated.browser();
        browser.post("/data/key/value").await;
        browser
    };
    for (text, known) in [(FIRST, false), (SECOND, false), (THIRD, true)] {
        let app = world.process(&[text]).await;
        for name in [SESSION, REMEMBER] {
            let mut browser = at(&app, &browser);
            browser.jar.retain(|cookie, _| cookie == name);
            let expected = if known { 200 } else { 401 };
            assert_eq!(status(&mut browser, "/protected").await, expected, "{text}");
        }
        let expected = if known { "key=value" } else { "" };
        assert_eq!(at(&app, &data).get("/data").await.text(), expected);
    }
}

#[actix_web::test]
async fn k3_a_new_password_ends_logins_of_the_secret_before_as_well() {
    let world = World::new();
    let browser = logged_in(&world.process(&[FIRST]).await).await;
    let rotated = world.process(&[SECOND, FIRST]).await;
    let mut moved = at(&rotated, &browser);
    assert_eq!(status(&mut moved, "/protected").await, 200);
    world
        .users
        .change("1", |user| user.password = "another".to_owned());
    for browser in [&browser, &moved] {
        for name in [SESSION, REMEMBER] {
            let mut browser = at(&rotated, browser);
            browser.jar.retain(|cookie, _| cookie == name);
            assert_eq!(status(&mut browser, "/protected").await, 401);
        }
    }
}

#[actix_web::test]
async fn k3_a_logout_ends_the_copies_that_the_secret_before_sealed() {
    let world = World::new();
    let copy = logged_in(&world.process(&[FIRST]).await).await;
    let rotated = world.process(&[SECOND, FIRST]).await;
    let mut browser = at(&rotated, &copy);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    let mut remembered = at(&rotated, &copy);
    remembered.jar.remove(SESSION);
    browser.post("/logout").await;
    let mut copy = at(&rotated, &copy);
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(status(&mut remembered, "/protected").await, 401);
}

#[actix_web::test]
async fn k3_sealing_anew_lengthens_no_timeout() {
    let world = World::new();
    let settings = |builder: LoginManagerBuilder| {
        builder.session_absolute_timeout(std::time::Duration::from_secs(3 * HOUR))
    };
    let old = world.process_with(&[FIRST], settings).await;
    let mut browser = old.browser();
    browser.post("/login?user=1").await;
    world
        .clock
        .advance(std::time::Duration::from_secs(3 * HOUR / 2));
    let rotated = world.process_with(&[SECOND, FIRST], settings).await;
    let mut browser = at(&rotated, &browser);
    assert_eq!(status(&mut browser, "/fresh").await, 200);
    world
        .clock
        .advance(std::time::Duration::from_secs(3 * HOUR / 2 - 1));
    assert_eq!(status(&mut browser, "/fresh").await, 200);
    world.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(status(&mut browser, "/protected").await, 401);
}

/// While the processes are restarted one after the other.
#[actix_web::test]
async fn k3_processes_that_differ_in_which_secret_is_in_use_serve_the_same_browser() {
    let world = World::new();
    let before = world.process(&[FIRST, SECOND]).await;
    let after = world.process(&[SECOND, FIRST]).await;
    let mut browser = logged_in(&before).await;
    browser.post("/data/key/value").await;
    for _ in 0..3 {
        for app in [&after, &before] {
            browser = at(app, &browser);
            assert_eq!(status(&mut browser, "/fresh").await, 200);
            assert_eq!(browser.get("/data").await.text(), "key=value");
        }
    }
    for app in [&after, &before] {
        browser.close();
        browser = at(app, &browser);
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
}

#[actix_web::test]
async fn k3_refreshing_the_remember_cookie_goes_on_with_the_secret_in_use() {
    let world = World::new();
    let settings =
        |builder: LoginManagerBuilder| builder.remember_cookie_refresh_each_request(true);
    let old = world.process_with(&[FIRST], settings).await;
    let mut browser = logged_in(&old).await;
    browser.close();
    world.clock.advance(std::time::Duration::from_secs(DAY));
    let rotated = world.process_with(&[SECOND, FIRST], settings).await;
    let mut browser = at(&rotated, &browser);
    let answer = browser.get("/protected").await;
    let set = answer.set_cookie(REMEMBER).unwrap();
    assert_eq!(set.attribute("Max-Age"), Some(&*(365 * DAY).to_string()));
    browser.close();
    let mut browser = at(&world.process_with(&[SECOND], settings).await, &browser);
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn k4_a_fallback_opens_nothing_of_another_application_with_the_same_secrets() {
    let world = World::new();
    let shop = |builder: LoginManagerBuilder| builder.application_name("shop");
    let admin = |builder: LoginManagerBuilder| builder.application_name("admin");
    let browser = logged_in(&world.process_with(&[FIRST], shop).await).await;
    let mut there = at(&world.process_with(&[SECOND, FIRST], admin).await, &browser);
    assert_eq!(status(&mut there, "/protected").await, 401);
    let mut here = at(&world.process_with(&[SECOND, FIRST], shop).await, &browser);
    assert_eq!(status(&mut here, "/protected").await, 200);
}

#[actix_web::test]
async fn k3_one_secret_twice_is_refused_when_the_application_starts() {
    let world = World::new();
    for before in [&[FIRST][..], &[SECOND, SECOND], &[SECOND, FIRST]] {
        let builder = TestApp::builder(secret(FIRST), &world.users, &world.clock);
        let before = before.iter().map(|text| secret(text));
        let error = builder.secret_key_fallbacks(before).build().unwrap_err();
        assert_eq!(error, login::BuildError::SameSecret);
        let message = error.to_string();
        assert!(message.contains("a secret is given twice"), "{message}");
    }
}
