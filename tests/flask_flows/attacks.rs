//! What somebody would try who has cookies of other applications, other users or other times.

use login::{FlaskCompat, SessionProtection};
use login_tests::TestApp;
use serde_json::json;

use super::{
    FLASK_REMEMBER, FLASK_SESSION, REMEMBER, SESSION,
    signed::{SECRET, START, remember, session, session_of},
    world::{
        DAY, browser, changes_nothing, coexisting, compat, names, put, remembered_at_flask,
        upgrading, who, with,
    },
};

#[actix_web::test]
async fn k4_cookies_of_another_application_are_neither_believed_nor_removed() {
    let app = upgrading().await;
    let values = json!({"_user_id": "1"});
    let mut theirs = browser(
        &app,
        &[
            (FLASK_SESSION, session_of("another", &values, START)),
            (FLASK_REMEMBER, login::encode_cookie("1", b"another")),
        ],
    );
    let answer = theirs.get("/protected").await;
    assert_eq!(answer.status, 401);
    changes_nothing(&answer);
    assert_eq!(app.users.loads(), 0, "R7");
    // Nor beside one that is Flask's.
    put(&mut theirs, FLASK_REMEMBER, remember("1"));
    assert_eq!(who(&mut theirs).await, "1");
    assert!(theirs.jar.contains_key(FLASK_SESSION));
    assert!(!theirs.jar.contains_key(FLASK_REMEMBER));
    theirs.post("/logout").await;
    assert_eq!(names(&theirs), [FLASK_SESSION]);
}

#[actix_web::test]
async fn k3_a_fallback_key_is_accepted_until_it_is_removed() {
    let values = json!({"_user_id": "1"});
    let old = |app: &TestApp| {
        [
            browser(app, &[(FLASK_SESSION, session_of("old", &values, START))]),
            browser(app, &[(FLASK_REMEMBER, login::encode_cookie("1", b"old"))]),
        ]
    };
    let app = with(compat().fallbacks(["older", "old"])).await;
    for mut browser in old(&app) {
        assert_eq!(who(&mut browser).await, "1");
    }
    let app = upgrading().await;
    for mut browser in old(&app) {
        assert_eq!(who(&mut browser).await, "nobody");
    }
}

#[actix_web::test]
async fn k4_a_cookie_counts_under_its_own_name_only() {
    let app = upgrading().await;
    let (session, remember) = (session("1", START), remember("1"));
    for (name, value) in [
        (FLASK_REMEMBER, &session),
        (FLASK_SESSION, &remember),
        (SESSION, &session),
        (SESSION, &remember),
        (REMEMBER, &session),
        (REMEMBER, &remember),
    ] {
        let mut confused = browser(&app, &[(name, value.clone())]);
        assert_eq!(who(&mut confused).await, "nobody", "{name}");
    }
    // And ours under Flask's names.
    let mut own = app.browser();
    own.post("/login?user=1&remember=true").await;
    for ours in [SESSION, REMEMBER] {
        for theirs in [FLASK_SESSION, FLASK_REMEMBER] {
            let mut confused = browser(&app, &[(theirs, own.jar[ours].clone())]);
            assert_eq!(who(&mut confused).await, "nobody", "{ours} as {theirs}");
        }
    }
}

#[actix_web::test]
async fn d2_two_cookies_of_one_name_count_as_none_in_either_order() {
    let app = upgrading().await;
    for (name, one, other) in [
        (FLASK_SESSION, session("1", START), session("2", START)),
        (FLASK_SESSION, session("1", START), session("1", START - 1)),
        (FLASK_REMEMBER, remember("1"), remember("2")),
    ] {
        for (first, second) in [(&one, &other), (&other, &one)] {
            let tossed = format!("{first}; {name}={second}");
            let mut browser = browser(&app, &[(name, tossed)]);
            assert_eq!(who(&mut browser).await, "nobody", "{name}");
        }
        // One that does not hold is nothing.
        for tossed in [format!("{one}; {name}=x"), format!("x; {name}={one}")] {
            let mut browser = browser(&app, &[(name, tossed)]);
            assert_eq!(who(&mut browser).await, "1", "{name}");
        }
    }
}

#[actix_web::test]
async fn d1_bytes_of_any_kind_are_nobody() {
    let app = upgrading().await;
    let (true_session, true_remember) = (session("1", START), remember("1"));
    let long = "x".repeat(50_000);
    for value in [
        "", ".", "..", "...", "|", "\"", "\"\\", "é|é", "1|é", "%00", &long,
    ] {
        for name in [FLASK_SESSION, FLASK_REMEMBER] {
            let mut browser = browser(&app, &[(name, value.to_owned())]);
            let answer = browser.get("/protected").await;
            assert_eq!(answer.status, 401, "{name}={value}");
            changes_nothing(&answer);
        }
    }
    for (name, value) in [
        (FLASK_SESSION, true_session),
        (FLASK_REMEMBER, true_remember),
    ] {
        for at in 0..value.len() {
            let mut changed = value.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            let mut browser = browser(&app, &[(name, changed)]);
            assert_eq!(who(&mut browser).await, "nobody", "{name} at {at}");
        }
    }
    assert_eq!(app.users.loads(), 0);
}

#[actix_web::test]
async fn k7_a_remember_cookie_in_upper_case_is_refused() {
    let app = upgrading().await;
    let upper = remember("1").to_uppercase();
    let mut browser = browser(&app, &[(FLASK_REMEMBER, upper)]);
    assert_eq!(who(&mut browser).await, "nobody");
}

#[actix_web::test]
async fn a_login_of_ours_is_not_replaced_by_one_of_flasks() {
    let app = upgrading().await;
    for remember in ["", "&remember=true"] {
        let mut own = app.browser();
        own.post(&format!("/login?user=1{remember}")).await;
        put(&mut own, FLASK_SESSION, session("2", START));
        put(&mut own, FLASK_REMEMBER, super::signed::remember("2"));
        assert_eq!(who(&mut own).await, "1");
        if !remember.is_empty() {
            own.jar.remove(SESSION);
            assert_eq!(who(&mut own).await, "1");
        }
        // And when it ends, the other's does not step out from behind it.
        own.post("/logout").await;
        assert_eq!(who(&mut own).await, "nobody");
        assert!(own.jar.is_empty(), "{:?}", own.jar);
    }
    // What came with a logout has ended with it.
    let mut copy = browser(&app, &[(FLASK_SESSION, session("2", START))]);
    assert_eq!(who(&mut copy).await, "nobody");
}

#[actix_web::test]
async fn l3_what_does_not_stand_here_is_not_mended_by_flask() {
    let app = upgrading().await;
    for remembered in [false, true] {
        let mut own = app.browser();
        own.post(&format!("/login?user=1&remember={remembered}"))
            .await;
        put(&mut own, FLASK_SESSION, session("1", START));
        if remembered {
            own.jar.remove(SESSION);
        }
        app.users.change("1", |user| user.password.push('x'));
        assert_eq!(who(&mut own).await, "nobody");
        assert!(own.jar.is_empty(), "{:?}", own.jar);
    }
}

#[actix_web::test]
async fn r6_a_bad_remember_cookie_of_ours_goes_when_a_login_comes_from_flask() {
    let app = upgrading().await;
    let mut browser = browser(&app, &[(FLASK_SESSION, session("1", START))]);
    put(&mut browser, REMEMBER, "garbage".to_owned());
    assert_eq!(who(&mut browser).await, "1");
    assert_eq!(names(&browser), [SESSION]);
}

#[actix_web::test]
async fn strong_protection_is_not_passed_by_flasks_cookies() {
    for (at, flask) in [(START, compat()), (START - 1, compat().coexist(true))] {
        let strong = SessionProtection::Strong;
        let app = TestApp::with(|b| b.flask_compat(flask).session_protection(strong)).await;
        let mut own = browser(&app, &[(FLASK_SESSION, session("1", at))]);
        assert_eq!(who(&mut own).await, "1");
        assert_eq!(who(&mut own).await, "1");
        let mut thief = own.clone();
        put(&mut thief, FLASK_SESSION, session("1", at));
        let request = actix_web::test::TestRequest::with_uri("/who");
        let request = request.insert_header(("user-agent", "thief/1"));
        let answer = thief.send_request(request).await;
        assert_eq!(answer.text(), "nobody");
        assert!(thief.jar.is_empty(), "{:?}", thief.jar);
    }
}

#[actix_web::test]
async fn an_inactive_login_from_flask_is_not_forced() {
    let app = coexisting().await;
    let mut browser = remembered_at_flask(&app, "3");
    assert_eq!(who(&mut browser).await, "nobody");
    assert!(browser.jar.is_empty());
}

#[actix_web::test]
async fn r6_a_bad_cookie_keeps_no_other_loader_from_being_asked() {
    let app = TestApp::with(|builder| {
        let compat = FlaskCompat::until(DAY, SECRET);
        builder
            .flask_compat(compat)
            .request_loader(async |request| {
                let key = request.headers().get("x-user")?.to_str().ok()?.to_owned();
                Some(login_tests::User {
                    id: key,
                    active: true,
                    password: String::new(),
                })
            })
    })
    .await;
    for cookies in [
        [(FLASK_SESSION, "garbage".to_owned())],
        [(FLASK_SESSION, session("unknown", START))],
    ] {
        let mut browser = browser(&app, &cookies);
        let request = actix_web::test::TestRequest::with_uri("/who");
        let answer = browser
            .send_request(request.insert_header(("x-user", "api")))
            .await;
        assert_eq!(answer.text(), "api");
    }
}
