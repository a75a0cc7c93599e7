//! Requests side by side that carry the same cookies of Flask's.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use login::{
    SecretKey,
    store::{Kind, SessionStore, WhenFull},
    testing::TestClock,
};
use login_tests::{TestApp, User, Users, is_stored, store};
use tokio::sync::Notify;

use super::{
    FLASK_REMEMBER, FLASK_SESSION,
    endings::ends,
    signed::{START, remember, session},
    world::{browser, compat, names, remembered_at_flask, upgrading, who},
};

async fn kept(user_id: &str, kind: Kind) -> usize {
    let entries = store().list(user_id, START).await.unwrap();
    entries.iter().filter(|entry| entry.kind == kind).count()
}

#[actix_web::test]
async fn r3_requests_side_by_side_lead_to_one_login() {
    for (user_id, with_session, with_remember) in
        [("1", true, false), ("2", true, true), ("4", false, true)]
    {
        let app = upgrading().await;
        app.users.put(User {
            id: "4".to_owned(),
            ..app.users.get("1").unwrap()
        });
        let mut before = remembered_at_flask(&app, user_id);
        if !with_session {
            before.jar.remove(FLASK_SESSION).unwrap();
        } else if !with_remember {
            before.jar.remove(FLASK_REMEMBER).unwrap();
        }
        let mut all: Vec<_> = (0..5).map(|_| before.clone()).collect();
        for browser in &mut all {
            assert_eq!(who(browser).await, user_id);
        }
        if is_stored() {
            assert_eq!(kept(user_id, Kind::Session).await, 1);
            assert_eq!(
                kept(user_id, Kind::Remembered).await,
                usize::from(with_remember)
            );
        }
        // Whichever answer came last, its cookies are good, and the logout ends them all.
        for browser in &mut all {
            assert_eq!(who(browser).await, user_id);
        }
        all[0].post("/logout").await;
        for browser in &mut all {
            assert_eq!(who(browser).await, "nobody");
        }
    }
}

#[actix_web::test]
async fn two_devices_with_one_remember_cookie_become_two_logins() {
    let app = upgrading().await;
    let mut first = browser(&app, &[(FLASK_REMEMBER, remember("1"))]);
    let mut second = first.clone();
    assert_eq!(who(&mut first).await, "1");
    app.wait(60);
    assert_eq!(who(&mut second).await, "1");
    if is_stored() {
        assert_eq!(kept("1", Kind::Session).await, 2);
        assert_eq!(kept("1", Kind::Remembered).await, 2);
    }
    first.post("/logout").await;
    assert_eq!(who(&mut second).await, "1");
    second.close();
    assert_eq!(who(&mut second).await, "1");
}

#[actix_web::test]
async fn what_one_remember_cookie_of_flasks_makes_is_forgotten_minutes_after_its_end() {
    if !is_stored() {
        return;
    }
    let app = TestApp::with(|builder| {
        let builder = builder.flask_compat(compat());
        builder.concurrent_sessions(1, WhenFull::EvictOldest)
    })
    .await;
    let mut first = browser(&app, &[(FLASK_REMEMBER, remember("1"))]);
    assert_eq!(who(&mut first).await, "1");
    let made = store().list("1", START).await.unwrap();
    assert_eq!(made.len(), 2);
    app.wait(60);
    let mut second = browser(&app, &[(FLASK_REMEMBER, remember("1"))]);
    assert_eq!(who(&mut second).await, "1");
    assert_eq!(store().list("1", START + 60).await.unwrap().len(), 2);
    let series = made.iter().find(|entry| entry.kind == Kind::Remembered);
    let series = series.unwrap().key;
    let is_known = async |now| store().load(&series, now).await.unwrap().is_some();
    // Until requests of that minute have gone, and not for as long as a cookie could live.
    assert!(is_known(START + 60).await);
    assert!(!is_known(START + 60 + 5 * 60).await);
}

/// Holds the loader of an application, once it is closed, until it is opened.
#[derive(Default)]
struct Gate {
    is_closed: AtomicBool,
    reached: Notify,
    opened: Notify,
}

#[actix_web::test]
async fn f3_a_logout_wins_over_a_request_that_is_loading_the_user() {
    for with_remember in [false, true] {
        an_end_wins_over_a_request_that_is_loading_the_user("/logout", with_remember).await;
    }
}

#[actix_web::test]
async fn f3_l5_the_end_of_all_logins_wins_over_a_request_that_is_loading_the_user() {
    if !is_stored() {
        return;
    }
    an_end_wins_over_a_request_that_is_loading_the_user("/all", false).await;
}

async fn an_end_wins_over_a_request_that_is_loading_the_user(end: &str, with_remember: bool) {
    let gate = Arc::new(Gate::default());
    let users = Users::new();
    let (table, held) = (users.clone(), Arc::clone(&gate));
    let clock = TestClock::new();
    let builder = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock);
    let manager = builder
        .flask_compat(compat())
        .user_loader(move |id: String| {
            let (table, held) = (table.clone(), Arc::clone(&held));
            async move {
                if held.is_closed.load(Ordering::SeqCst) {
                    held.reached.notify_one();
                    held.opened.notified().await;
                }
                table.load(&id)
            }
        });
    let app = TestApp::around(manager.build().unwrap(), users, clock, ends).await;
    let user_id = if with_remember { "1" } else { "2" };
    let mut own = remembered_at_flask(&app, user_id);
    if !with_remember {
        own.jar.remove(FLASK_REMEMBER);
    }
    let mut late = own.clone();
    if end == "/all" {
        // Another device, of which nothing is known here.
        late = browser(&app, &[(FLASK_SESSION, session(user_id, START - 60))]);
    }
    assert_eq!(who(&mut own).await, user_id);
    // What the other would go on as has another name then.
    app.wait(60);

    gate.is_closed.store(true, Ordering::SeqCst);
    let answering = actix_web::rt::spawn(async move {
        let seen = who(&mut late).await;
        (seen, late)
    });
    gate.reached.notified().await;
    gate.is_closed.store(false, Ordering::SeqCst);
    assert_eq!(own.post(end).await.status, 200);
    gate.opened.notify_one();
    let (seen, mut late) = answering.await.unwrap();
    // A store is told at the end of the request, and asked again then.
    assert_eq!(seen, if is_stored() { user_id } else { "nobody" });
    assert_eq!(who(&mut late).await, "nobody");
    assert!(late.jar.is_empty(), "{:?}", late.jar);
}

#[actix_web::test]
async fn f3_a_request_on_its_way_does_not_bring_back_what_was_logged_out() {
    let app = upgrading().await;
    let mut own = remembered_at_flask(&app, "1");
    let late = own.clone();
    assert_eq!(who(&mut own).await, "1");
    own.post("/logout").await;
    let mut answered = late;
    assert_eq!(who(&mut answered).await, "nobody");
}

#[actix_web::test]
async fn a_lost_answer_costs_nothing() {
    let app = upgrading().await;
    let mut browser = remembered_at_flask(&app, "1");
    let before = browser.clone();
    who(&mut browser).await;
    app.wait(24 * 60 * 60);
    let mut again = before;
    assert_eq!(who(&mut again).await, "1");
    again.close();
    assert_eq!(who(&mut again).await, "1");
    assert!(!names(&again).is_empty());
}
