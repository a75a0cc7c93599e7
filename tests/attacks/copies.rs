//! Cookies that somebody copied, and kept alive.

use actix_web::{http::Method, test::TestRequest};
use login::CookieConfig;
use login_tests::{Browser, TestApp, is_stored};

use super::{REMEMBER, SESSION};

const HOUR: u64 = 60 * 60;

/// Fills the lists of what was ended, of sessions and of remember cookies.
async fn others_log_out(app: &TestApp, count: usize) {
    for _ in 0..count {
        let mut other = app.browser();
        other.post("/login?user=2&remember=true").await;
        other.post("/logout").await;
    }
}

#[actix_web::test]
async fn l1_a_session_that_a_thief_kept_warm_ends_when_its_owner_comes_back() {
    let app = TestApp::new().await;
    let mut owner = app.browser();
    owner.post("/login?user=1").await;
    let mut thief = owner.clone();
    for _ in 0..3 {
        app.wait(HOUR);
        assert_eq!(thief.get("/protected").await.status, 200);
    }
    if is_stored() {
        // All copies lead to one session, which was used: it is in the list of the user's
        // sessions, and ends with a logout.
        owner.post("/logout").await;
    }
    // The owner's own copy was left alone for three hours.
    assert_eq!(owner.clone().get("/protected").await.status, 401);
    assert_eq!(thief.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn l1_logging_out_with_a_timed_out_session_ends_the_warm_copy() {
    let app = TestApp::new().await;
    let mut owner = app.browser();
    owner.post("/login?user=1").await;
    let mut thief = owner.clone();
    for _ in 0..3 {
        app.wait(HOUR);
        thief.get("/protected").await;
    }
    owner.post("/logout").await;
    assert_eq!(thief.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn l2_sessions_that_a_copied_remember_cookie_made_end_with_the_logout() {
    let app = TestApp::new().await;
    let mut owner = app.browser();
    owner.post("/login?user=1&remember=true").await;
    owner.close();
    let mut thief = owner.clone();
    assert_eq!(thief.get("/protected").await.status, 200);
    assert_eq!(owner.get("/protected").await.status, 200);
    // Each has a session of its own now; in a store one of them only says who it is, for a
    // moment.
    assert_ne!(owner.jar.get(SESSION), thief.jar.get(SESSION));
    owner.post("/logout").await;
    assert_eq!(thief.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn l2_sessions_of_parallel_restores_all_end_with_the_logout() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.close();
    let mut forks: Vec<Browser> = vec![browser.clone(); 20];
    for fork in &mut forks {
        assert_eq!(fork.get("/protected").await.status, 200);
    }
    forks[7].post("/logout").await;
    for fork in &mut forks {
        assert_eq!(fork.get("/protected").await.status, 401);
    }
}

const BELOW_A_PATH: &str = "__Secure-remember_token";

/// An application whose remember cookie is not sent to its logout.
async fn remembered_below_a_path() -> TestApp {
    TestApp::with(|manager| manager.remember_cookie(CookieConfig::new().path("/protected"))).await
}

#[actix_web::test]
async fn l2_a_remember_cookie_below_a_path_ends_with_a_logout_elsewhere() {
    let app = remembered_below_a_path().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut copy = browser.clone();
    copy.close();
    // The browser does not send it to /logout.
    browser.jar.remove(BELOW_A_PATH);
    browser.post("/logout").await;
    assert_eq!(copy.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn c5_a_session_cookie_below_a_path_is_removed_by_a_logout_elsewhere() {
    let app =
        TestApp::with(|manager| manager.session_cookie(CookieConfig::new().path("/app"))).await;
    let answer = app.browser().post("/logout").await;
    assert!(answer.set_cookie("__Secure-session").unwrap().is_removal());
}

#[actix_web::test]
async fn l1_logging_out_with_two_valid_sessions_ends_both() {
    let app = TestApp::new().await;
    let (mut owner, mut other) = (app.browser(), app.browser());
    owner.post("/login?user=1&remember=true").await;
    other.post("/login?user=2&remember=true").await;
    let pairs = |browser: &Browser| browser.cookie_header();
    let both = format!("{}; {}", pairs(&other), pairs(&owner));
    let logout = TestRequest::with_uri("/logout")
        .method(Method::POST)
        .insert_header(("cookie", both));
    assert_eq!(app.send(logout).await.text(), "True");
    for browser in [&mut owner, &mut other] {
        let mut without_session = browser.clone();
        without_session.close();
        assert_eq!(browser.get("/protected").await.status, 401);
        assert_eq!(without_session.get("/protected").await.status, 401);
    }
}

#[actix_web::test]
async fn l1_logging_out_behind_two_planted_logins_ends_all_three() {
    let app = TestApp::new().await;
    let mut planted = [app.browser(), app.browser()];
    for browser in &mut planted {
        browser.post("/login?user=2&remember=true").await;
    }
    let mut owner = app.browser();
    owner.post("/login?user=1&remember=true").await;
    let pairs = planted.iter().chain([&owner]).map(Browser::cookie_header);
    let logout = TestRequest::with_uri("/logout")
        .method(Method::POST)
        .insert_header(("cookie", pairs.collect::<Vec<_>>().join("; ")));
    assert_eq!(app.send(logout).await.text(), "True");
    for mut browser in planted.into_iter().chain([owner]) {
        let mut returning = browser.clone();
        returning.close();
        assert_eq!(browser.get("/protected").await.status, 401);
        assert_eq!(returning.get("/protected").await.status, 401);
    }
}

#[actix_web::test]
async fn d2_two_cookies_of_one_session_are_one_session() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let before = browser.clone();
    app.wait(HOUR);
    // As after a change of the cookies' path: the browser keeps what it had beside what comes.
    let later = browser.get("/who").await;
    assert_eq!(later.text(), "1");
    for pairs in [
        [before.cookie_header(), browser.cookie_header()],
        [browser.cookie_header(), before.cookie_header()],
    ] {
        let who = TestRequest::with_uri("/who").insert_header(("cookie", pairs.join("; ")));
        let answer = app.send(who).await;
        assert_eq!(answer.text(), "1");
        assert!(
            answer
                .set_cookies()
                .iter()
                .all(|cookie| !cookie.is_removal())
        );
    }
    app.wait(HOUR + 1);
    // The one before has timed out, if it has a clock of its own.
    let both = [before.cookie_header(), browser.cookie_header()].join("; ");
    let who = TestRequest::with_uri("/who").insert_header(("cookie", both));
    assert_eq!(app.send(who).await.text(), "1");
    assert_eq!(browser.get("/who").await.text(), "1");
}

#[actix_web::test]
async fn d2_two_cookies_of_one_remembered_login_are_one() {
    let app = TestApp::with(|manager| manager.remember_cookie_refresh_each_request(true)).await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut before = browser.clone();
    app.wait(HOUR);
    browser.get("/who").await;
    assert_ne!(browser.jar[REMEMBER], before.jar[REMEMBER]);
    before.close();
    browser.close();
    for pairs in [
        [before.cookie_header(), browser.cookie_header()],
        [browser.cookie_header(), before.cookie_header()],
    ] {
        let who = TestRequest::with_uri("/who").insert_header(("cookie", pairs.join("; ")));
        assert_eq!(app.send(who).await.text(), "1");
    }
}

#[actix_web::test]
async fn l2_a_remembered_login_again_ends_the_remember_cookie_before_it() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut old = browser.clone();
    old.close();
    browser.post("/login?user=1&remember=true").await;
    assert_ne!(browser.jar[REMEMBER], old.jar[REMEMBER]);
    assert_eq!(old.get("/protected").await.status, 401);
    assert_eq!(browser.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn a_forced_login_of_an_active_user_ends_like_any_other() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&force=true").await;
    app.users.change("1", |user| user.active = false);
    assert_eq!(browser.post("/confirm").await.status, 401);
    app.users.change("1", |user| user.active = true);
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn a_planted_session_is_no_way_to_log_out_whoever_logged_in_over_it() {
    let app = TestApp::new().await;
    let mut attacker = app.browser();
    attacker.post("/data/planted/x").await;
    let mut victim = attacker.clone();
    victim.post("/login?user=1").await;
    attacker.post("/logout").await;
    assert_eq!(victim.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn l2_logging_out_with_a_timed_out_session_ends_its_remember_cookie_below_a_path() {
    let app = remembered_below_a_path().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut copy = browser.clone();
    copy.close();
    browser.jar.remove(BELOW_A_PATH);
    app.wait(3 * HOUR);
    browser.post("/logout").await;
    assert_eq!(copy.get("/protected").await.status, 401);
}

/// A page that makes the session permanent, or not.
fn switch_permanent(app: &mut actix_web::web::ServiceConfig) {
    let set = async |session: login::Session, value: actix_web::web::Path<bool>| {
        session.set_permanent(*value).map(|()| "ok")
    };
    app.route("/permanent/{value}", actix_web::web::get().to(set));
}

#[actix_web::test]
async fn l1_a_permanent_copy_ends_though_its_session_became_a_short_one() {
    let app = TestApp::with_pages(|manager| manager.revocation_capacity(3), switch_permanent).await;
    let mut owner = app.browser();
    owner.post("/login?user=1").await;
    owner.get("/permanent/true").await;
    let mut thief = owner.clone();
    assert_eq!(thief.get("/protected").await.status, 200);
    owner.get("/permanent/false").await;
    assert_eq!(owner.get("/protected").await.status, 200);
    owner.post("/logout").await;
    app.wait(3 * HOUR);
    // As many as make the list drop what expired, and not more.
    others_log_out(&app, 3).await;
    assert_eq!(thief.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn l2_a_refreshed_copy_of_a_remember_cookie_ends_with_the_older_one() {
    let app = TestApp::with(|manager| {
        manager
            .remember_cookie_refresh_each_request(true)
            .revocation_capacity(2)
    })
    .await;
    let mut owner = app.browser();
    owner.post("/login?user=1&remember=true&days=7").await;
    let mut thief = owner.clone();
    app.wait(6 * 24 * HOUR);
    assert_eq!(thief.get("/protected").await.status, 200);
    owner.post("/logout").await;
    thief.close();
    assert_eq!(thief.clone().get("/protected").await.status, 401);
    // The owner's copy would have expired by now, the thief's would not.
    app.wait(3 * 24 * HOUR);
    others_log_out(&app, 2).await;
    assert_eq!(thief.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn l2_another_users_login_over_two_remember_cookies_ends_both() {
    let app = TestApp::new().await;
    let (mut first, mut second) = (app.browser(), app.browser());
    for browser in [&mut first, &mut second] {
        browser.post("/login?user=1&remember=true").await;
        browser.close();
    }
    let both = format!("{}; {}", first.cookie_header(), second.cookie_header());
    let login = TestRequest::with_uri("/login?user=2")
        .method(Method::POST)
        .insert_header(("cookie", both));
    assert_eq!(app.send(login).await.text(), "True");
    for browser in [&mut first, &mut second] {
        assert_eq!(browser.get("/who").await.text(), "nobody");
    }
}

#[actix_web::test]
async fn strong_protection_shows_a_stolen_sessions_data_to_nobody_and_ends_its_remember_cookie() {
    let app =
        TestApp::with(|manager| manager.session_protection(login::SessionProtection::Strong)).await;
    let mut owner = app.browser();
    owner.post("/login?user=1&remember=true").await;
    owner.post("/data/secret/x").await;
    let mut thief = owner.clone();
    let elsewhere = TestRequest::with_uri("/data").insert_header(("user-agent", "thief"));
    assert_eq!(thief.send_request(elsewhere).await.text(), "");
    for browser in [&mut owner, &mut thief] {
        browser.close();
        assert_eq!(browser.get("/who").await.text(), "nobody");
    }
}

#[actix_web::test]
async fn l2_a_logout_with_the_cookie_from_before_a_session_became_permanent_ends_it() {
    let app = TestApp::with_pages(|manager| manager, switch_permanent).await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    // On its way while the answer with the new cookie is.
    let mut other_tab = browser.clone();
    browser.get("/permanent/true").await;
    other_tab.post("/logout").await;
    assert_eq!(browser.get("/protected").await.status, 401);
}
