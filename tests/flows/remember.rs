//! Remember-me: who is known again, for how long, and what that login is good for.

use login_tests::{TestApp, is_stored};

use super::{REMEMBER, SESSION};

const DAY: u64 = 24 * 60 * 60;

#[actix_web::test]
async fn a_remembered_user_is_known_after_the_browser_was_closed_but_not_fresh() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    assert_eq!(browser.get("/fresh").await.status, 200);
    browser.close();
    assert_eq!(
        browser.get("/state").await.text(),
        "fresh false remembered true"
    );
    let answer = browser.get("/protected").await;
    assert_eq!(answer.status, 200);
    assert!(answer.set_cookie(SESSION).is_some());
    // In a store it is another one with each use.
    assert_eq!(answer.set_cookie(REMEMBER).is_some(), is_stored());
    assert_eq!(browser.get("/fresh").await.status, 401);
}

#[actix_web::test]
async fn without_remember_the_user_is_forgotten_with_the_browser() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    browser.close();
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn r1_an_expired_remember_cookie_is_refused_though_the_browser_goes_on_sending_it() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true&days=7").await;
    browser.close();
    app.wait(7 * DAY - 1);
    assert_eq!(browser.clone().get("/protected").await.status, 200);
    app.wait(1);
    let answer = browser.get("/protected").await;
    assert_eq!(answer.status, 401);
    assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
}

#[actix_web::test]
async fn r1_the_default_is_a_year() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let answer = browser.post("/login?user=1&remember=true").await;
    let cookie = answer.set_cookie(REMEMBER).unwrap();
    assert_eq!(cookie.attribute("Max-Age"), Some("31536000"));
    browser.close();
    app.wait(365 * DAY - 1);
    assert_eq!(browser.clone().get("/protected").await.status, 200);
    app.wait(1);
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn e6_a_remember_cookie_from_the_future_is_refused() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.close();
    app.clock.rewind(std::time::Duration::from_secs(3600));
    assert_eq!(browser.get("/protected").await.status, 401);
}

fn change_password(app: &TestApp) {
    app.users.change("1", |user| user.password.push('!'));
}

#[actix_web::test]
async fn r5_a_restore_makes_sure_of_the_account_and_the_password() {
    for end in [
        (|app| app.users.change("1", |user| user.active = false)) as fn(&TestApp),
        change_password,
        |app| app.users.remove("1"),
    ] {
        let app = TestApp::new().await;
        let mut browser = app.browser();
        browser.post("/login?user=1&remember=true").await;
        browser.close();
        end(&app);
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 401);
        assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
        assert!(answer.set_cookie(SESSION).is_none());
    }
}

#[actix_web::test]
async fn r6_a_bad_remember_cookie_counts_as_none_and_is_removed() {
    let app = TestApp::with(super::request_loader::by_api_key).await;
    for bad in ["", "garbage", "1|0123456789abcdef", "1|é"] {
        let mut browser = app.browser();
        browser.jar.insert(REMEMBER.to_owned(), bad.to_owned());
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 401);
        assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
        assert!(answer.set_cookie(SESSION).is_none());
        assert!(browser.jar.is_empty());

        // Other ways to be known are not blocked by it.
        let mut browser = app.browser();
        browser.jar.insert(REMEMBER.to_owned(), bad.to_owned());
        let answer =
            super::request_loader::get_with_key(&mut browser, "/protected", "key of 2").await;
        assert_eq!(answer.status, 200);
        assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
    }
}

#[actix_web::test]
async fn r7_a_forged_remember_cookie_costs_no_look_at_the_users() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let token = browser.jar[REMEMBER].clone();
    for at in 0..token.len() {
        let mut forged = token.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let mut browser = app.browser();
        browser
            .jar
            .insert(REMEMBER.to_owned(), String::from_utf8(forged).unwrap());
        assert_eq!(browser.get("/protected").await.status, 401);
    }
    assert_eq!(app.users.loads(), 0);
}

#[actix_web::test]
async fn a_second_login_of_the_same_user_keeps_the_remember_cookie() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let answer = browser.post("/login?user=1").await;
    assert!(answer.set_cookie(REMEMBER).is_none());
    browser.close();
    assert_eq!(browser.get("/who").await.text(), "1");
}

#[actix_web::test]
async fn another_users_login_ends_the_remember_cookie_of_the_first() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut thief = browser.clone();
    thief.close();
    let answer = browser.post("/login?user=2").await;
    assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
    browser.close();
    assert_eq!(browser.get("/who").await.text(), "nobody");
    assert_eq!(thief.get("/who").await.text(), "nobody");
}

#[actix_web::test]
async fn a_duration_of_nothing_is_an_error_and_logs_nobody_in() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let answer = browser.post("/login?user=1&remember=true&days=0").await;
    assert_eq!(answer.status, 500);
    assert!(browser.jar.is_empty());
}

#[actix_web::test]
async fn r3_parallel_requests_with_one_remember_cookie_all_succeed() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.close();
    let mut cookies = 0;
    for _ in 0..20 {
        let answer = browser.clone().get("/protected").await;
        assert_eq!(answer.status, 200);
        cookies += usize::from(answer.set_cookie(REMEMBER).is_some());
    }
    assert_eq!(cookies, usize::from(is_stored()));
}
