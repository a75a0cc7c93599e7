//! When Flask's cookies end to count: by time, by logout, on the day.

use actix_web::web;
use login::AuthSession;
use login_tests::{TestApp, is_stored};

use super::{
    FLASK_REMEMBER, FLASK_SESSION, SESSION,
    signed::{START, remember, session},
    world::{
        browser, changes_nothing, compat, from_flask, names, remembered_at_flask, upgrading, who,
        with,
    },
};

const DAY: u64 = 24 * 60 * 60;

#[actix_web::test]
async fn e1_a_session_counts_for_31_days_from_when_flask_wrote_it() {
    for (seconds, expected) in [(31 * DAY, "1"), (31 * DAY + 1, "nobody")] {
        let app = upgrading().await;
        app.wait(seconds);
        assert_eq!(who(&mut from_flask(&app, "1")).await, expected);
    }
    let app = with(compat().session_max_age(std::time::Duration::from_secs(DAY))).await;
    app.wait(DAY + 1);
    assert_eq!(who(&mut from_flask(&app, "1")).await, "nobody");
}

#[actix_web::test]
async fn e6_a_session_from_the_future_is_refused() {
    let app = upgrading().await;
    let mut early = browser(&app, &[(FLASK_SESSION, session("1", START + 1))]);
    changes_nothing(&early.get("/who").await);
    app.wait(1);
    assert_eq!(who(&mut early).await, "1");
}

#[actix_web::test]
async fn on_the_day_flasks_cookies_do_not_count_and_ours_go_on() {
    let app = with(login::FlaskCompat::until(
        "2023-11-15",
        super::signed::SECRET,
    ))
    .await;
    let mut before = remembered_at_flask(&app, "1");
    assert_eq!(who(&mut before).await, "1");
    // From 22:13:20 it is 6400 seconds to midnight.
    app.wait(6399);
    assert_eq!(who(&mut from_flask(&app, "1")).await, "1");
    app.wait(1);
    let mut late = remembered_at_flask(&app, "1");
    let answer = late.get("/who").await;
    assert_eq!(answer.text(), "nobody");
    changes_nothing(&answer);
    assert_eq!(who(&mut before).await, "1");
}

#[actix_web::test]
async fn l1_a_copy_of_flasks_session_is_refused_after_the_logout() {
    let app = upgrading().await;
    // Also if the login was confirmed or made anew in between.
    for way in [
        &[][..],
        &["/confirm"],
        &["/login?user=1"],
        &["/login?user=1&remember=true"],
    ] {
        let at = START - u64::try_from(way.concat().len()).unwrap();
        let copy = || browser(&app, &[(FLASK_SESSION, session("1", at))]);
        let mut own = copy();
        assert_eq!(who(&mut own).await, "1");
        for page in way {
            assert_eq!(own.post(page).await.status, 200, "{way:?}");
        }
        own.post("/logout").await;
        assert!(own.jar.is_empty());
        app.wait(3600);
        let mut thief = copy();
        assert_eq!(who(&mut thief).await, "nobody", "{way:?}");
        assert!(thief.jar.is_empty(), "what has ended is removed");
    }
}

#[actix_web::test]
async fn l2_a_copy_of_flasks_remember_cookie_is_refused_after_the_logout() {
    let app = upgrading().await;
    let copy = || browser(&app, &[(FLASK_REMEMBER, remember("1"))]);
    let mut own = copy();
    assert_eq!(who(&mut own).await, "1");
    // Another device: within this minute it would count as the same.
    app.wait(60);
    let mut elsewhere = copy();
    assert_eq!(who(&mut elsewhere).await, "1");
    own.post("/logout").await;
    app.wait(3600);
    // All remember cookies of the user are the same: none is taken over any more. Those that
    // were go on.
    assert_eq!(who(&mut copy()).await, "nobody");
    assert_eq!(who(&mut elsewhere).await, "1");
    let mut other = browser(&app, &[(FLASK_REMEMBER, remember("2"))]);
    assert_eq!(who(&mut other).await, "2");
    // A session of Flask's still is, without being remembered.
    let mut session = remembered_at_flask(&app, "1");
    assert_eq!(who(&mut session).await, "1");
    assert_eq!(names(&session), [SESSION]);
}

#[actix_web::test]
async fn l2_a_logout_ends_both_cookies_of_a_remembered_login() {
    let app = upgrading().await;
    let mut own = remembered_at_flask(&app, "1");
    assert_eq!(who(&mut own).await, "1");
    own.post("/logout").await;
    assert!(own.jar.is_empty());
    let mut thief = remembered_at_flask(&app, "1");
    assert_eq!(who(&mut thief).await, "nobody");
    thief = browser(&app, &[(FLASK_REMEMBER, remember("1"))]);
    assert_eq!(who(&mut thief).await, "nobody");
}

#[actix_web::test]
async fn a_logout_that_was_not_preceded_by_a_look_ends_flasks_cookies_as_well() {
    let app = upgrading().await;
    let mut own = remembered_at_flask(&app, "1");
    own.post("/logout").await;
    assert!(own.jar.is_empty(), "{:?}", own.jar);
    assert_eq!(who(&mut remembered_at_flask(&app, "1")).await, "nobody");
}

/// Pages that end logins of the user who asks.
pub(crate) fn ends(app: &mut web::ServiceConfig) {
    let others = async |auth: AuthSession| auth.revoke_others().await.map(|n| n.to_string());
    let all = async |auth: AuthSession| auth.revoke_all().await.map(|n| n.to_string());
    app.route("/others", web::post().to(others))
        .route("/all", web::post().to(all));
}

#[actix_web::test]
async fn l5_ending_all_other_logins_ends_the_remember_cookies_that_were_not_here_yet() {
    if !is_stored() {
        return;
    }
    let app = TestApp::with_pages(|builder| builder.flask_compat(compat()), ends).await;
    for (user_id, page) in [("1", "/others"), ("2", "/all")] {
        let mut own = app.browser();
        own.post(&format!("/login?user={user_id}")).await;
        assert_eq!(own.post(page).await.status, 200);
        let mut seldom = browser(&app, &[(FLASK_REMEMBER, remember(user_id))]);
        assert_eq!(who(&mut seldom).await, "nobody");
        assert!(seldom.jar.is_empty());
    }
}

#[actix_web::test]
async fn l5_who_has_just_come_from_flask_may_end_all_other_logins() {
    if !is_stored() {
        return;
    }
    let app = TestApp::with_pages(|builder| builder.flask_compat(compat()), ends).await;
    let mut other = app.browser();
    other.post("/login?user=1").await;
    let mut own = from_flask(&app, "1");
    assert_eq!(own.post("/others").await.text(), "1");
    assert_eq!(who(&mut own).await, "1");
    assert_eq!(who(&mut other).await, "nobody");
}

#[actix_web::test]
async fn l5_ending_all_other_logins_ends_sessions_of_flasks_that_were_not_here_yet() {
    if !is_stored() {
        return;
    }
    for (user_id, page) in [("1", "/others"), ("2", "/all")] {
        let app = TestApp::with_pages(|builder| builder.flask_compat(compat()), ends).await;
        let mut own = app.browser();
        own.post(&format!("/login?user={user_id}")).await;
        assert_eq!(own.post(page).await.status, 200);
        let mut thief = from_flask(&app, user_id);
        assert_eq!(who(&mut thief).await, "nobody");
        assert!(thief.jar.is_empty());
        // Who logs in at Flask afterwards is not meant, nor is another user.
        app.wait(3600);
        let later = session(user_id, START + 3600);
        let mut later = browser(&app, &[(FLASK_SESSION, later)]);
        assert_eq!(who(&mut later).await, user_id);
        let mut other = from_flask(&app, "4");
        app.users.put(login_tests::User {
            id: "4".to_owned(),
            ..app.users.get("1").unwrap()
        });
        assert_eq!(who(&mut other).await, "4");
    }
}

#[actix_web::test]
async fn a_logout_of_one_browser_leaves_sessions_of_the_others() {
    let app = upgrading().await;
    let mut one = browser(&app, &[(FLASK_SESSION, session("1", START))]);
    let mut two = browser(&app, &[(FLASK_SESSION, session("1", START - 1))]);
    let three = browser(&app, &[(FLASK_SESSION, session("1", START - 2))]);
    who(&mut one).await;
    who(&mut two).await;
    one.post("/logout").await;
    assert_eq!(who(&mut two).await, "1");
    assert_eq!(who(&mut three.clone()).await, "1");
}
