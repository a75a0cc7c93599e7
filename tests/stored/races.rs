//! Two requests of one browser at the same time. What is slow waits at a gate.

use actix_web::{http::Method, rt::spawn};
use login_tests::{Answer, Browser};
use tokio::join;

use super::{
    REMEMBER, SESSION,
    pages::gate,
    probe::REPLACED,
    world::{World, all_at_once, at, logged_in, remembered, status, with_only},
};

/// Sends a request to a slow page, does something else while it waits, and answers what
/// became of it. The slow request's own browser is another copy.
pub(crate) async fn while_slow(
    browser: &Browser,
    method: Method,
    uri: &str,
    meanwhile: impl Future<Output = ()>,
) -> Answer {
    let mut slow = browser.clone();
    let late = slow.send(method, uri);
    let other = async {
        gate().entered().await;
        meanwhile.await;
        gate().open();
    };
    join!(late, other).0
}

#[actix_web::test]
async fn f3_a_slow_request_does_not_bring_back_a_session_that_was_logged_out() {
    for is_sealed in [false, true] {
        for uri in ["/slow/data/key/value", "/slow/remove/key", "/slow/confirm"] {
            let world = World::new();
            let app = world.app().await;
            let first = if is_sealed {
                at(&app, &logged_in(&world.sealed_app().await, "1").await)
            } else {
                logged_in(&app, "1").await
            };
            let mut owner = first.clone();
            owner.get("/protected").await;
            let last = owner.clone();
            let late = while_slow(&last, Method::POST, uri, async {
                owner.post("/logout").await;
            });
            assert!(late.await.set_cookies().is_empty(), "{uri} {is_sealed}");
            for mut copy in [first, last] {
                let answer = copy.get("/protected").await;
                assert_eq!(answer.status, 401, "{uri} {is_sealed}");
            }
            assert_eq!(world.kept("1").await, (0, 0));
        }
    }
}

#[actix_web::test]
async fn l3_who_logs_in_with_the_new_password_is_not_ended_by_a_request_with_the_old() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.keep_session_data(true))
        .await;
    let mut browser = logged_in(&app, "1").await;
    browser.post("/data/key/value").await;
    let mut beside = browser.clone();
    world
        .users
        .change("1", |user| user.password = "new".to_owned());
    world.store.stall("create");
    let late = spawn(async move { beside.get("/protected").await.status });
    world.store.stalled().await;
    browser.post("/login?user=1").await;
    world.store.release();
    assert_eq!(late.await.unwrap(), 401);
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn f3_a_slow_confirmation_after_another_makes_no_second_session() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let before = browser.clone();
    let late = while_slow(&before, Method::POST, "/slow/confirm", async {
        browser.post("/confirm").await;
    });
    let late = late.await;
    assert_eq!(late.status, 401);
    assert!(late.set_cookies().is_empty());
    assert_eq!(world.kept("1").await, (1, 0));
    assert_eq!(status(&mut browser, "/fresh").await, 200);
}

#[actix_web::test]
async fn f3_a_late_answer_does_not_take_the_cookie_of_a_login_from_the_browser() {
    let world = World::new();
    let app = world.app().await;
    // A visitor with some data logs in, or somebody who was logged in does once more.
    for first in ["/data/key/value", "/login?user=1"] {
        let mut browser = app.browser();
        browser.post(first).await;
        let mut slow = browser.clone();
        let late = slow.post("/slow/data/late/value");
        let other = async {
            gate().entered().await;
            browser.post("/login?user=1").await;
            gate().open();
        };
        let (late, ()) = join!(late, other);
        assert!(late.set_cookies().is_empty(), "{first}");
        // A request with the old ticket that comes only now.
        let answer = slow.get("/who").await;
        assert_eq!(answer.text(), "nobody");
        assert!(answer.set_cookies().is_empty());
        assert_eq!(browser.get("/who").await.text(), "1");
        browser.post("/logout").await;
    }
}

#[actix_web::test]
async fn f3_a_login_that_comes_after_a_logout_counts() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let before = browser.clone();
    let late = while_slow(&before, Method::POST, "/slow/login", async {
        browser.post("/logout").await;
    });
    let late = late.await;
    assert_eq!(late.text(), "True");
    browser
        .jar
        .insert(SESSION.to_owned(), late.set_cookie(SESSION).unwrap().value);
    assert_eq!(browser.get("/who").await.text(), "1");
    let mut before = before;
    assert_eq!(before.get("/who").await.text(), "nobody");
}

#[actix_web::test]
async fn f3_a_logout_beats_a_slow_restore() {
    for old in [false, true] {
        let world = World::new();
        let app = world.app().await;
        let mut browser = if old {
            at(&app, &remembered(&world.sealed_app().await, "1").await)
        } else {
            remembered(&app, "1").await
        };
        browser.close();
        let before = browser.clone();
        let late = while_slow(&before, Method::GET, "/slow/who", async {
            browser.post("/logout").await;
        });
        let late = late.await;
        assert!(
            late.set_cookies()
                .iter()
                .all(login_tests::SetCookie::is_removal)
        );
        assert_eq!(world.kept("1").await, (0, 0), "{old}");
        let mut copy = before.clone();
        assert_eq!(status(&mut copy, "/protected").await, 401, "{old}");
    }
}

#[actix_web::test]
async fn f3_a_logout_beats_a_restore_at_every_command() {
    for (operation, old) in [
        ("load", false),
        ("update", false),
        ("create", false),
        ("load", true),
        ("update", true),
        ("create", true),
    ] {
        let world = World::new();
        let app = world.app().await;
        let browser = if old {
            at(&app, &remembered(&world.sealed_app().await, "1").await)
        } else {
            remembered(&app, "1").await
        };
        let mut browser = with_only(&browser, REMEMBER);
        if old {
            // So that the series is there already.
            browser.clone().get("/nowhere").await;
        }
        let before = browser.clone();
        let mut slow = browser.clone();
        world.store.stall(operation);
        let late = slow.get("/who");
        let other = async {
            world.store.stalled().await;
            browser.post("/logout").await;
            world.store.release();
        };
        join!(late, other);
        for mut copy in [slow, browser, before] {
            assert_eq!(
                status(&mut copy, "/protected").await,
                401,
                "{operation} {old}"
            );
        }
        // The session of the first login, which the browser had forgotten, is no part of it.
        let (_, series) = world.kept("1").await;
        assert_eq!(series, 0, "{operation} {old}");
    }
}

#[actix_web::test]
async fn f3_of_many_confirmations_side_by_side_one_counts() {
    let world = World::new();
    let app = world.app().await;
    let browser = logged_in(&app, "1").await;
    let copies = vec![browser; 10];
    let answers = all_at_once(copies, Method::POST, "/confirm").await;
    let confirmed: Vec<_> = answers
        .iter()
        .filter(|(_, answer)| answer.set_cookie(SESSION).is_some())
        .collect();
    assert_eq!(confirmed.len(), 1);
    assert_eq!(world.kept("1").await, (1, 0));
    let mut last = confirmed.into_iter().next().unwrap().0.clone();
    assert_eq!(status(&mut last, "/fresh").await, 200);
}

#[actix_web::test]
async fn f3_a_sealed_session_that_is_just_going_on_goes_on_once() {
    let world = World::new();
    let app = world.app().await;
    let mut sealed = at(&app, &logged_in(&world.sealed_app().await, "1").await);
    let mut browser = sealed.clone();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.store.stall("create");
    let first = browser.post("/confirm");
    let second = async {
        world.store.stalled().await;
        let answer = sealed.post("/confirm").await;
        world.store.release();
        answer
    };
    let (first, second) = join!(first, second);
    let confirmed = [first, second].map(|answer| answer.status == 200);
    assert_eq!(confirmed.iter().filter(|is_so| **is_so).count(), 1);
    assert_eq!(world.kept("1").await, (1, 0));
}

#[actix_web::test]
async fn f3_a_request_while_a_session_goes_on_does_not_take_its_cookie_from_the_browser() {
    for change in ["/confirm", "/permanent", "/login?user=1", "/login?user=2"] {
        for uri in ["/protected", "/current", "/public"] {
            let world = World::new();
            let app = world.app().await;
            let mut browser = logged_in(&app, "1").await;
            let mut beside = browser.clone();
            world.store.stall(REPLACED);
            let first = browser.post(change);
            let second = async {
                world.store.stalled().await;
                let answer = beside.get(uri).await;
                world.store.release();
                answer
            };
            let (_, answer) = join!(first, second);
            assert!(answer.set_cookies().is_empty(), "{change} {uri}");
            assert_eq!(status(&mut browser, "/protected").await, 200, "{change}");
        }
    }
}
