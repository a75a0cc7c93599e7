//! Both applications behind one host: Flask's cookies decide.

use login_tests::Browser;
use serde_json::json;

use super::{
    FLASK_REMEMBER, FLASK_SESSION, REMEMBER, SESSION,
    signed::{SECRET, START, remember, session, session_of, values},
    world::{
        browser, changes_nothing, coexisting, compat, from_flask, names, put, remembered_at_flask,
        who, with,
    },
};

/// What Flask does at a logout, with and without other values in its session.
fn log_out_at_flask(browser: &mut Browser, with_values: bool) {
    browser.jar.remove(FLASK_REMEMBER);
    if with_values {
        let left = session_of(SECRET, &json!({"cart": [1]}), START);
        put(browser, FLASK_SESSION, left);
    } else {
        browser.jar.remove(FLASK_SESSION);
    }
}

#[actix_web::test]
async fn a_login_at_flask_is_one_here_and_stays_one_there() {
    let app = coexisting().await;
    let mut browser = remembered_at_flask(&app, "1");
    let before = browser.clone();
    assert_eq!(who(&mut browser).await, "1");
    for theirs in [FLASK_SESSION, FLASK_REMEMBER] {
        assert_eq!(browser.jar[theirs], before.jar[theirs]);
    }
    changes_nothing(&browser.get("/protected").await);
    assert_eq!(browser.get("/fresh").await.status, 401, "E4");
}

#[actix_web::test]
async fn a_login_here_is_one_at_flask_but_not_a_fresh_one() {
    let app = coexisting().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    assert_eq!(names(&browser), [SESSION, FLASK_SESSION]);
    let known = json!({"_user_id": "1", "_fresh": false});
    assert_eq!(values(&browser.jar[FLASK_SESSION]), known);
    assert_eq!(browser.get("/fresh").await.text(), "fresh 1");

    let mut remembered = app.browser();
    let answer = remembered.post("/login?user=1&remember=true").await;
    assert_eq!(remembered.jar[FLASK_REMEMBER], remember("1"));
    let [ours, theirs] = [REMEMBER, FLASK_REMEMBER].map(|name| answer.set_cookie(name).unwrap());
    assert_eq!(ours.attribute("Max-Age"), theirs.attribute("Max-Age"));
    for theirs in [FLASK_SESSION, FLASK_REMEMBER] {
        let theirs = answer.set_cookie(theirs).unwrap();
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(theirs.attributes.iter().any(|has| has == attribute), "C1");
        }
    }
}

#[actix_web::test]
async fn flasks_own_values_stay_unless_they_are_another_users() {
    let app = coexisting().await;
    for (owner, expected) in [
        (
            json!(null),
            json!({"_user_id": "1", "_fresh": false, "cart": {" t": [1]}}),
        ),
        (json!("2"), json!({"_user_id": "1", "_fresh": false})),
    ] {
        let mut theirs = json!({"cart": {" t": [1]}, "_user_id": owner, "_id": "x"});
        if owner.is_null() {
            theirs = json!({"cart": {" t": [1]}});
        }
        let mut browser = browser(&app, &[(FLASK_SESSION, session_of(SECRET, &theirs, START))]);
        browser.post("/login?user=1").await;
        assert_eq!(values(&browser.jar[FLASK_SESSION]), expected);
    }
    // A permanent one outlives the browser, as at Flask.
    let permanent = session_of(SECRET, &json!({"_permanent": true}), START);
    let mut browser = browser(&app, &[(FLASK_SESSION, permanent)]);
    let answer = browser.post("/login?user=1").await;
    let written = answer.set_cookie(FLASK_SESSION).unwrap();
    assert_eq!(written.attribute("Max-Age"), Some("2678400"));
}

#[actix_web::test]
async fn a_login_that_is_restored_here_is_one_at_flask() {
    let app = coexisting().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.close();
    assert_eq!(names(&browser), [REMEMBER, FLASK_REMEMBER]);
    // Flask restores it by itself.
    assert_eq!(who(&mut browser).await, "1");
    assert!(!browser.jar.contains_key(FLASK_SESSION));
    assert_eq!(who(&mut browser).await, "1");
}

#[actix_web::test]
async fn a_logout_here_is_one_at_flask() {
    let app = coexisting().await;
    for remember in [false, true] {
        let mut browser = app.browser();
        browser
            .post(&format!("/login?user=1&remember={remember}"))
            .await;
        browser.post("/logout").await;
        assert!(browser.jar.is_empty(), "{:?}", browser.jar);
    }
    let mut from_flask = remembered_at_flask(&app, "1");
    from_flask.post("/logout").await;
    assert!(from_flask.jar.is_empty(), "{:?}", from_flask.jar);
}

#[actix_web::test]
async fn l1_a_logout_at_flask_is_one_here_also_for_copies() {
    let app = coexisting().await;
    for with_values in [false, true] {
        for remember in [false, true] {
            let mut browser = app.browser();
            browser
                .post(&format!("/login?user=1&remember={remember}"))
                .await;
            browser.get("/fresh").await;
            let copy = browser.clone();
            log_out_at_flask(&mut browser, with_values);
            let answer = browser.get("/protected").await;
            assert_eq!(answer.status, 401);
            assert!(!browser.jar.contains_key(SESSION));
            assert!(!browser.jar.contains_key(REMEMBER));
            assert_eq!(browser.jar.contains_key(FLASK_SESSION), with_values);
            // Ours have ended. Flask's copies are worth what they are at Flask, and no more.
            let mut thief = copy.clone();
            assert_eq!(thief.get("/fresh").await.status, 401);
            assert_ne!(thief.jar.get(SESSION), copy.jar.get(SESSION));
        }
    }
}

#[actix_web::test]
async fn a_logout_at_flask_is_known_to_whoever_only_looks_at_the_session() {
    let app = coexisting().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.post("/data/secret/value").await;
    log_out_at_flask(&mut browser, false);
    let copy = browser.clone();
    assert_eq!(copy.clone().get("/data").await.text(), "");
    assert_eq!(
        copy.clone().get("/state").await.text(),
        "fresh false remembered false"
    );
}

#[actix_web::test]
async fn another_login_at_flask_takes_the_place_of_the_one_here() {
    let app = coexisting().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser.post("/data/color/blue").await;
    put(&mut browser, FLASK_SESSION, session("2", START));
    browser.jar.remove(FLASK_REMEMBER);
    assert_eq!(who(&mut browser).await, "2");
    assert_eq!(names(&browser), [SESSION, FLASK_SESSION]);
    assert_eq!(browser.get("/data").await.text(), "", "F2");
    assert_eq!(browser.get("/fresh").await.status, 401);
    browser.post("/logout").await;
    assert!(browser.jar.is_empty());
}

#[actix_web::test]
async fn another_login_here_takes_the_place_of_the_one_at_flask() {
    let app = coexisting().await;
    let mut browser = remembered_at_flask(&app, "1");
    who(&mut browser).await;
    browser.post("/login?user=2").await;
    assert_eq!(names(&browser), [SESSION, FLASK_SESSION]);
    assert_eq!(values(&browser.jar[FLASK_SESSION])["_user_id"], "2");
    assert_eq!(who(&mut browser).await, "2");
}

#[actix_web::test]
async fn a_login_that_timed_out_here_comes_again_from_flask() {
    let app = coexisting().await;
    let mut browser = from_flask(&app, "1");
    for _ in 0..3 {
        assert_eq!(who(&mut browser).await, "1");
        app.wait(3 * 60 * 60);
    }
    let mut remembered = remembered_at_flask(&app, "1");
    for _ in 0..3 {
        assert_eq!(who(&mut remembered).await, "1");
        remembered.jar.remove(REMEMBER);
        app.wait(3 * 60 * 60);
    }
}

#[actix_web::test]
async fn l3_a_changed_password_logs_the_browsers_out_at_both() {
    let app = coexisting().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    app.users.change("1", |user| user.password.push('x'));
    assert_eq!(who(&mut browser).await, "nobody");
    assert!(browser.jar.is_empty(), "{:?}", browser.jar);
}

#[actix_web::test]
async fn d2_two_sessions_of_flasks_end_the_login_and_never_swap_it() {
    let app = coexisting().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let own = browser.jar[FLASK_SESSION].clone();
    let tossed = session("2", START);
    for pair in [[&own, &tossed], [&tossed, &own]] {
        let mut copy = browser.clone();
        let both = format!("{}; {FLASK_SESSION}={}", pair[0], pair[1]);
        put(&mut copy, FLASK_SESSION, both);
        assert_eq!(who(&mut copy).await, "nobody");
        browser.post("/login?user=1").await;
        put(&mut browser, FLASK_SESSION, own.clone());
    }
}

#[actix_web::test]
async fn on_the_day_ours_stand_alone() {
    let flask = login::FlaskCompat::until("2023-11-15", SECRET).coexist(true);
    let app = with(flask).await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    app.wait(6400);
    // Flask has been switched off; its cookies are still there, or are not.
    assert_eq!(who(&mut browser).await, "1");
    log_out_at_flask(&mut browser, false);
    assert_eq!(who(&mut browser).await, "1");
    let mut late = app.browser();
    late.post("/login?user=2&remember=true").await;
    assert_eq!(names(&late), [REMEMBER, SESSION]);
}

#[actix_web::test]
async fn what_was_shared_goes_on_when_sharing_ends() {
    let app = coexisting().await;
    let mut browser = remembered_at_flask(&app, "1");
    assert_eq!(who(&mut browser).await, "1");
    // The same secret would be needed for the cookies of `app`; Flask's are enough.
    let alone = with(compat()).await;
    let mut moved = alone.browser();
    moved.jar = browser.jar.clone();
    moved.jar.retain(|name, _| !name.starts_with("__Host-"));
    assert_eq!(who(&mut moved).await, "1");
    assert_eq!(names(&moved), [REMEMBER, SESSION]);
}
