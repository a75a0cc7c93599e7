//! Names, attributes and economy of the cookies.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use login::{CookieConfig, LoginManagerBuilder};
use login_tests::{TestApp, is_stored};

use super::{REMEMBER, SESSION};

#[actix_web::test]
async fn c1_both_cookies_are_secure_http_only_lax_and_for_this_host_alone() {
    let app = TestApp::new().await;
    let answer = app.browser().post("/login?user=1&remember=true").await;
    for name in [SESSION, REMEMBER] {
        let cookie = answer.set_cookie(name).unwrap();
        assert_eq!(
            cookie.lasting_attributes(),
            ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"],
            "{name}"
        );
    }
    assert_eq!(answer.set_cookies().len(), 2);
}

#[actix_web::test]
async fn c1_only_the_loud_switch_makes_cookies_travel_over_plain_http() {
    let app = TestApp::with(LoginManagerBuilder::allow_insecure_http).await;
    let answer = app.browser().post("/login?user=1&remember=true").await;
    for name in ["session", "remember_token"] {
        let cookie = answer.set_cookie(name).unwrap();
        assert_eq!(
            cookie.lasting_attributes(),
            ["HttpOnly", "Path=/", "SameSite=Lax"],
            "{name}"
        );
    }
}

#[actix_web::test]
async fn c2_default_names_have_the_host_prefix() {
    let app = TestApp::new().await;
    let answer = app.browser().post("/login?user=1&remember=true").await;
    let names: Vec<_> = answer.set_cookies().into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["__Host-session", "__Host-remember_token"]);
}

#[actix_web::test]
async fn c5_a_removal_repeats_every_attribute_of_the_setting() {
    let app = TestApp::with(|manager| {
        manager
            .session_cookie(CookieConfig::new().domain("example.com"))
            .remember_cookie(CookieConfig::new().domain("example.com").path("/app"))
    })
    .await;
    let mut browser = app.browser();
    let set = browser.post("/login?user=1&remember=true").await;
    let removed = browser.post("/logout").await;
    assert_eq!(removed.set_cookies().len(), 2);
    for set in set.set_cookies() {
        let removed = removed.set_cookie(&set.name).unwrap();
        assert!(removed.is_removal());
        assert_eq!(removed.lasting_attributes(), set.lasting_attributes());
        assert_eq!(
            removed.attribute("Expires"),
            Some("Thu, 01 Jan 1970 00:00:00 GMT")
        );
    }
}

#[actix_web::test]
async fn c6_an_id_that_no_cookie_can_hold_is_an_error_and_changes_nothing() {
    let app = TestApp::new().await;
    let long = "x".repeat(5000);
    app.users.put(login_tests::User {
        id: long.clone(),
        ..app.users.get("1").unwrap()
    });
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let answer = browser.post(&format!("/login?user={long}")).await;
    assert_eq!(answer.status, 500);
    assert!(answer.set_cookies().is_empty());
    assert_eq!(browser.get("/who").await.text(), "1");
}

#[actix_web::test]
async fn c7_ten_years_of_remembering_become_400_days_and_expires_agrees() {
    let app = TestApp::new().await;
    let answer = app
        .browser()
        .post("/login?user=1&remember=true&days=3650")
        .await;
    let cookie = answer.set_cookie(REMEMBER).unwrap();
    assert_eq!(cookie.attribute("Max-Age"), Some("34560000"));
    // 1,700,000,000 + 400 days.
    assert_eq!(
        cookie.attribute("Expires"),
        Some("Wed, 18 Dec 2024 22:13:20 GMT")
    );
}

#[actix_web::test]
async fn c8_requests_that_change_nothing_set_no_cookie() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for uri in ["/public", "/who", "/protected", "/state", "/data", "/next"] {
        for _ in 0..2 {
            let answer = browser.get(uri).await;
            assert!(answer.set_cookies().is_empty(), "anonymous {uri}");
        }
    }
    browser.post("/login?user=1&remember=true").await;
    for uri in ["/public", "/who", "/protected", "/state", "/data", "/fresh"] {
        let answer = browser.get(uri).await;
        assert!(answer.set_cookies().is_empty(), "logged in {uri}");
    }
}

#[actix_web::test]
async fn c9_a_login_that_is_not_remembered_ends_with_the_browser() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let mut answers = vec![browser.post("/login?user=1").await];
    for _ in 0..3 {
        // Long enough for the session cookie to be written again.
        app.wait(10 * 60);
        answers.push(browser.get("/protected").await);
    }
    for answer in answers {
        assert!(answer.set_cookie(REMEMBER).is_none());
        let Some(session) = answer.set_cookie(SESSION) else {
            assert!(is_stored());
            continue;
        };
        assert_eq!(session.attribute("Max-Age"), None);
        assert_eq!(session.attribute("Expires"), None);
    }
}

#[actix_web::test]
async fn c10_no_cookie_shows_the_user_id() {
    let app = TestApp::new().await;
    app.users.put(login_tests::User {
        id: "somebody@example.com".to_owned(),
        ..app.users.get("1").unwrap()
    });
    let answer = app
        .browser()
        .post("/login?user=somebody@example.com&remember=true")
        .await;
    for cookie in answer.set_cookies() {
        let bytes = URL_SAFE_NO_PAD.decode(&cookie.value).unwrap();
        let finds = |bytes: &[u8]| bytes.windows(8).any(|window| window == b"somebody");
        assert!(!finds(&bytes) && !finds(cookie.value.as_bytes()));
    }
}
