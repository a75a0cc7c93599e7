//! Logging in, confirming, and what becomes of the session before.

use actix_web::web;
use login::Visitor;
use login_tests::{Answer, Browser, TestApp, User};

use super::{REMEMBER, SESSION};

/// A browser that has what `browser` had before it went on.
async fn replay(old: &Browser, uri: &str) -> Answer {
    old.clone().get(uri).await
}

#[actix_web::test]
async fn f1_a_session_from_before_the_login_is_not_logged_in_and_is_dead() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/data/cart/apples").await;
    let before = browser.clone();
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/data").await.text(), "cart=apples");
    assert_eq!(replay(&before, "/who").await.text(), "nobody");
    assert_eq!(replay(&before, "/data").await.text(), "");
}

#[actix_web::test]
async fn f1_confirming_gives_a_new_session_and_ends_the_old_one() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&stale=true").await;
    let before = browser.clone();
    assert_eq!(browser.get("/fresh").await.status, 401);
    assert_eq!(browser.post("/confirm").await.text(), "confirmed");
    assert_eq!(browser.get("/fresh").await.text(), "fresh 1");
    assert_eq!(replay(&before, "/who").await.text(), "nobody");
}

#[actix_web::test]
async fn f1_a_restored_login_gives_a_new_session_and_ends_the_old_one() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.close();
    browser.post("/data/cart/apples").await;
    let anonymous = Browser::clone(&browser);
    assert_eq!(browser.get("/who").await.text(), "1");
    assert_eq!(browser.get("/data").await.text(), "cart=apples");
    assert_ne!(browser.jar[SESSION], anonymous.jar[SESSION]);
    let mut thief = anonymous;
    thief.jar.remove(REMEMBER);
    assert_eq!(thief.get("/data").await.text(), "");
}

#[actix_web::test]
async fn f2_another_users_login_drops_all_data_and_an_anonymous_visitors_is_kept() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/data/cart/apples").await;
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/data").await.text(), "cart=apples");
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/data").await.text(), "cart=apples");
    browser.post("/login?user=2").await;
    assert_eq!(browser.get("/data").await.text(), "");
    assert_eq!(browser.get("/who").await.text(), "2");
}

#[actix_web::test]
async fn t3_an_invented_session_is_not_adopted() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.jar.insert(SESSION.to_owned(), "A".repeat(110));
    browser.post("/login?user=1").await;
    assert_ne!(browser.jar[SESSION], "A".repeat(110));
    assert_eq!(browser.get("/who").await.text(), "1");
}

#[actix_web::test]
async fn an_inactive_user_cannot_log_in_unless_forced_and_passes_no_guard_even_then() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    assert_eq!(browser.post("/login?user=3").await.text(), "False");
    assert!(browser.jar.is_empty());
    assert_eq!(
        browser.post("/login?user=3&force=true").await.text(),
        "True"
    );
    for uri in ["/protected", "/fresh", "/current"] {
        assert_eq!(browser.get(uri).await.status, 401, "{uri}");
    }
    // The forced login is still there once the account becomes active.
    app.users.change("3", |user| user.active = true);
    assert_eq!(browser.get("/protected").await.text(), "protected");
}

#[actix_web::test]
async fn l4_a_disabled_or_deleted_user_is_refused_at_once_and_the_cookies_are_removed() {
    let app = TestApp::new().await;
    for end in [
        (|app| app.users.change("1", |user| user.active = false)) as fn(&TestApp),
        |app| app.users.remove("1"),
    ] {
        app.users.put(User {
            id: "1".to_owned(),
            active: true,
            password: "x".to_owned(),
        });
        let mut browser = app.browser();
        browser.post("/login?user=1&remember=true").await;
        assert_eq!(browser.get("/protected").await.status, 200);
        end(&app);
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 401);
        assert!(answer.set_cookie(SESSION).unwrap().is_removal());
        assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
    }
}

#[actix_web::test]
async fn l3_a_changed_password_ends_every_session_and_remember_cookie() {
    let app = TestApp::new().await;
    let mut browsers = [app.browser(), app.browser(), app.browser()];
    for browser in &mut browsers {
        browser.post("/login?user=1&remember=true").await;
    }
    browsers[2].close();
    app.users
        .change("1", |user| user.password = "new".to_owned());
    for browser in &mut browsers {
        assert_eq!(browser.get("/protected").await.status, 401);
        assert!(browser.jar.is_empty());
    }
    browsers[0].post("/login?user=1").await;
    assert_eq!(browsers[0].get("/protected").await.status, 200);
}

#[actix_web::test]
async fn a_stale_login_passes_the_login_guard_but_not_the_fresh_one() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&stale=true").await;
    assert_eq!(browser.get("/protected").await.status, 200);
    assert_eq!(browser.get("/fresh").await.status, 401);
    assert_eq!(
        browser.get("/state").await.text(),
        "fresh false remembered false"
    );
}

#[actix_web::test]
async fn nobody_can_confirm_a_login_that_is_not_there() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    assert_eq!(browser.post("/confirm").await.status, 401);
    assert_eq!(browser.get("/fresh").await.status, 401);
    assert!(browser.jar.is_empty());
}

#[actix_web::test]
async fn confirming_restores_a_remembered_login_first() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.close();
    assert_eq!(browser.post("/confirm").await.text(), "confirmed");
    assert_eq!(browser.get("/fresh").await.text(), "fresh 1");
}

#[actix_web::test]
async fn l3_a_changed_password_ends_all_logins_but_the_one_that_logs_in_again() {
    let app = TestApp::new().await;
    let (mut here, mut there) = (app.browser(), app.browser());
    for browser in [&mut here, &mut there] {
        browser.post("/login?user=1&remember=true").await;
    }
    app.users.change("1", |user| user.password.push('!'));
    let answer = here.post("/login?user=1").await;
    assert!(answer.set_cookie(REMEMBER).is_some());
    assert_eq!(here.get("/protected").await.status, 200);
    here.close();
    assert_eq!(here.get("/protected").await.status, 200);
    there.close();
    assert_eq!(there.get("/protected").await.status, 401);
}

#[derive(Clone, Default)]
struct Guest(&'static str);

async fn guest(visitor: Visitor<User, Guest>) -> String {
    match visitor {
        Visitor::User(user) => format!("user {}", user.id),
        Visitor::Anonymous(Guest(name)) => format!("guest {name}"),
    }
}

#[actix_web::test]
async fn the_anonymous_user_comes_from_the_application_data_or_its_default() {
    let pages = |app: &mut web::ServiceConfig| {
        let guest = || web::get().to(guest);
        let bare = web::resource("/bare").app_data(Guest("bare"));
        let shared = web::resource("/shared").app_data(web::Data::new(Guest("shared")));
        app.service(bare.route(guest()))
            .service(shared.route(guest()))
            .route("/default", guest());
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    for (uri, expected) in [
        ("/bare", "guest bare"),
        ("/shared", "guest shared"),
        ("/default", "guest "),
    ] {
        assert_eq!(browser.get(uri).await.text(), expected);
    }
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/bare").await.text(), "user 1");
}
