//! Logins that are taken over, once, silently.

use login::{CookieConfig, UserMixin};
use login_tests::TestApp;
use serde_json::json;

use super::{
    FLASK_REMEMBER, FLASK_SESSION, REMEMBER, SESSION,
    signed::{SECRET, START, remember, session, session_of},
    world::{
        Told, browser, changes_nothing, compat, from_flask, names, remembered_at_flask, upgrading,
        who, with,
    },
};

const DAY: u64 = 24 * 60 * 60;

#[actix_web::test]
async fn a_session_of_flasks_goes_on_as_one_of_ours() {
    let app = upgrading().await;
    let mut browser = from_flask(&app, "1");
    let answer = browser.get("/protected").await;
    assert_eq!(answer.text(), "protected");
    assert!(
        answer
            .set_cookie(SESSION)
            .unwrap()
            .attribute("Max-Age")
            .is_none(),
        "C9"
    );
    assert!(answer.set_cookie(FLASK_SESSION).unwrap().is_removal());
    assert_eq!(
        answer.header("cache-control"),
        Some("no-store, private"),
        "P1"
    );
    assert_eq!(names(&browser), [SESSION], "nobody asked to be remembered");
    // Flask has no part in it any more.
    app.wait(60 * 60);
    assert_eq!(who(&mut browser).await, "1");
}

#[actix_web::test]
async fn who_logs_in_once_more_over_a_session_of_flasks_is_logged_in() {
    let mut begun = START;
    for uri in [
        "/login?user=1",
        "/login?user=1&remember=true",
        "/login?user=2",
    ] {
        for is_taken_over in [false, true] {
            let app = upgrading().await;
            // Another each time: where there is a store, it knows which have ended.
            begun += 1;
            let mut browser = browser(&app, &[(FLASK_SESSION, session("1", begun))]);
            app.wait(60);
            if is_taken_over {
                assert_eq!(who(&mut browser).await, "1");
            }
            browser.post(uri).await;
            let user = if uri.contains("user=2") { "2" } else { "1" };
            assert_eq!(who(&mut browser).await, user, "{uri} {is_taken_over}");
        }
    }
}

#[actix_web::test]
async fn a_remembered_login_goes_on_as_a_remembered_one() {
    for with_session in [true, false] {
        let app = upgrading().await;
        let mut browser = remembered_at_flask(&app, "1");
        if !with_session {
            browser.jar.remove(FLASK_SESSION).unwrap();
        }
        assert_eq!(who(&mut browser).await, "1");
        assert_eq!(names(&browser), [REMEMBER, SESSION]);
        browser.close();
        assert_eq!(who(&mut browser).await, "1");
        // Ours ends, other than Flask's.
        browser.close();
        app.wait(366 * DAY);
        assert_eq!(who(&mut browser).await, "nobody");
    }
}

#[actix_web::test]
async fn e4_a_login_from_flask_is_not_fresh() {
    let app = upgrading().await;
    let mut browser = from_flask(&app, "1");
    assert_eq!(browser.get("/fresh").await.status, 401);
    assert_eq!(
        browser.get("/state").await.text(),
        "fresh false remembered false"
    );
    browser.post("/confirm").await;
    assert_eq!(browser.get("/fresh").await.text(), "fresh 1");
}

#[actix_web::test]
async fn a_permanent_session_stays_one() {
    let app = upgrading().await;
    let values = json!({"_user_id": "1", "_permanent": true});
    let mut browser = browser(&app, &[(FLASK_SESSION, session_of(SECRET, &values, START))]);
    let answer = browser.get("/who").await;
    let session = answer.set_cookie(SESSION).unwrap();
    assert_eq!(session.attribute("Max-Age"), Some("2678400"));
    app.wait(30 * DAY);
    assert_eq!(who(&mut browser).await, "1");
}

#[actix_web::test]
async fn a_page_that_asks_for_nothing_leaves_everything_as_it_is() {
    let app = upgrading().await;
    let mut browser = remembered_at_flask(&app, "1");
    changes_nothing(&browser.get("/public").await);
    assert_eq!(app.users.loads(), 0);
}

#[actix_web::test]
async fn the_removal_has_the_domain_and_path_that_flask_gave() {
    let cookie = |name| {
        CookieConfig::new()
            .name(name)
            .domain("example.com")
            .path("/shop")
    };
    let flask = compat()
        .session_cookie(cookie("shop"))
        .remember_cookie(cookie("shop_token"));
    let app = with(flask).await;
    let mut browser = browser(&app, &[("shop", session("1", START))]);
    let answer = browser.get("/who").await;
    assert_eq!(answer.text(), "1");
    // The other may be there although it did not come with this request.
    for name in ["shop", "shop_token"] {
        let removed = answer.set_cookie(name).unwrap();
        assert!(removed.is_removal());
        assert_eq!(removed.attribute("Domain"), Some("example.com"));
        assert_eq!(removed.attribute("Path"), Some("/shop"));
    }
}

#[actix_web::test]
async fn flask_decides_as_flask_login_does_whose_login_it_is() {
    let app = upgrading().await;
    // The session counts, and the other user's remember cookie is not left to come back later.
    let mut swapped = from_flask(&app, "1");
    swapped.jar.insert(FLASK_REMEMBER.to_owned(), remember("2"));
    assert_eq!(who(&mut swapped).await, "1");
    assert_eq!(names(&swapped), [SESSION]);
    // A session of nobody's, with a message in it.
    let anonymous = session_of(SECRET, &json!({"_flashes": []}), START);
    let mut returning = browser(
        &app,
        &[(FLASK_SESSION, anonymous), (FLASK_REMEMBER, remember("2"))],
    );
    assert_eq!(who(&mut returning).await, "2");
    assert_eq!(names(&returning), [REMEMBER, SESSION]);
}

#[actix_web::test]
async fn each_is_told_with_its_user_and_cookie() {
    let told = Told::default();
    let app = TestApp::with(|builder| told.listen(builder.flask_compat(compat()))).await;
    who(&mut from_flask(&app, "1")).await;
    let mut returning = browser(&app, &[(FLASK_REMEMBER, remember("2"))]);
    who(&mut returning).await;
    who(&mut returning).await;
    assert_eq!(
        told.take(),
        [
            "flask_login_imported of 1 by Session",
            "flask_login_imported of 2 by Remember"
        ]
    );
}

#[actix_web::test]
async fn values_are_taken_along_that_were_named_and_are_plain() {
    let values = json!({
        "_user_id": "1", "_fresh": true, "color": "blue", "secret": "x",
        "when": {" d": "Tue, 14 Nov 2023 22:13:20 GMT"},
    });
    let app = with(compat().session_values(["color", "when", "missing"])).await;
    let mut browser = browser(&app, &[(FLASK_SESSION, session_of(SECRET, &values, START))]);
    who(&mut browser).await;
    assert_eq!(browser.get("/data").await.text(), "color=blue");
}

#[actix_web::test]
async fn a_value_for_which_there_is_no_room_is_left_out_and_the_login_is_not() {
    let values = json!({"_user_id": "1", "long": "x".repeat(2950), "short": "y"});
    let app = with(compat().session_values(["long", "short"])).await;
    let cookie = session_of(SECRET, &values, START);
    let mut browser = browser(&app, &[(FLASK_SESSION, cookie)]);
    assert_eq!(who(&mut browser).await, "1");
    assert!(browser.get("/data").await.text().ends_with("short=y"));
}

#[actix_web::test]
async fn r5_who_is_gone_or_not_active_is_not_logged_in() {
    let app = upgrading().await;
    for (user_id, loads) in [("3", 1), ("unknown", 1)] {
        let before = app.users.loads();
        let mut browser = remembered_at_flask(&app, user_id);
        assert_eq!(browser.get("/protected").await.status, 401);
        assert!(browser.jar.is_empty(), "{:?}", browser.jar);
        assert_eq!(app.users.loads() - before, loads);
    }
    // Also where inactive logins are otherwise kept.
    let app = TestApp::with(|b| b.flask_compat(compat()).keep_inactive_logins(true)).await;
    assert_eq!(who(&mut from_flask(&app, "3")).await, "nobody");
}

#[actix_web::test]
async fn an_id_that_reads_differently_here_is_nobodys_and_keeps_its_cookies() {
    #[derive(Clone, UserMixin)]
    struct Numbered {
        id: u32,
    }
    let app = TestApp::with(|builder| {
        let find = async |id: u32| Some(Numbered { id });
        builder.flask_compat(compat()).user_loader(find)
    })
    .await;
    let mut padded = browser(&app, &[(FLASK_REMEMBER, remember("01"))]);
    let answer = padded.get("/protected").await;
    assert_eq!(answer.status, 401);
    changes_nothing(&answer);
    let mut plain = browser(&app, &[(FLASK_REMEMBER, remember("1"))]);
    assert_eq!(plain.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn d5_while_users_cannot_be_loaded_no_cookie_is_touched() {
    let app = upgrading().await;
    let mut browser = remembered_at_flask(&app, "1");
    app.users.set_down(true);
    let answer = browser.get("/protected").await;
    assert_eq!(answer.status, 503);
    changes_nothing(&answer);
    app.users.set_down(false);
    assert_eq!(who(&mut browser).await, "1");
}

#[actix_web::test]
async fn l3_a_changed_password_ends_what_came_from_flask_like_any_login() {
    let app = upgrading().await;
    let mut browser = remembered_at_flask(&app, "1");
    who(&mut browser).await;
    app.users
        .change("1", |user| user.password = "new".to_owned());
    assert_eq!(who(&mut browser).await, "nobody");
    assert!(browser.jar.is_empty());
}

#[actix_web::test]
async fn a_login_here_keeps_who_was_remembered_at_flask_remembered() {
    let app = upgrading().await;
    let mut own = remembered_at_flask(&app, "1");
    own.post("/login?user=1").await;
    assert_eq!(names(&own), [REMEMBER, SESSION]);
    assert_eq!(own.get("/fresh").await.text(), "fresh 1");
    // Another user's cookies go, and that user is not remembered.
    let mut other = remembered_at_flask(&app, "1");
    other.post("/login?user=2").await;
    assert_eq!(names(&other), [SESSION]);
    other.close();
    assert_eq!(who(&mut other).await, "nobody");
}

#[actix_web::test]
async fn f2_values_of_an_anonymous_session_of_ours_stay_as_at_any_login() {
    let app = upgrading().await;
    let mut browser = app.browser();
    browser.post("/data/color/blue").await;
    let before = browser.jar[SESSION].clone();
    browser
        .jar
        .insert(FLASK_SESSION.to_owned(), session("1", START));
    assert_eq!(who(&mut browser).await, "1");
    assert_ne!(browser.jar[SESSION], before, "F1");
    assert_eq!(browser.get("/data").await.text(), "color=blue");
}
