//! Remembered logins: a series per device, of which each use makes the next cookie.

use std::time::Duration;

use actix_web::http::Method;
use login_tests::Browser;

use super::{
    DAY, REMEMBER, SESSION,
    world::{World, all_at_once, at, logged_in, remembered, status, with_only},
};

pub(crate) const STOLEN: &str = "remember_cookie_stolen";

pub(crate) fn thefts(world: &World) -> usize {
    let events = world.take_events();
    events.iter().filter(|event| *event == STOLEN).count()
}

/// A browser that has nothing but the remember cookie.
pub(crate) async fn returning(world: &World) -> Browser {
    with_only(&remembered(&world.app().await, "1").await, REMEMBER)
}

#[actix_web::test]
async fn r2_each_restore_sets_the_next_cookie_of_the_series() {
    let world = World::new();
    let mut browser = returning(&world).await;
    let mut values = vec![browser.jar[REMEMBER].clone()];
    for _ in 0..5 {
        browser.close();
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 200);
        values.push(answer.set_cookie(REMEMBER).unwrap().value);
        // With the session there is nothing to do.
        let answer = browser.get("/protected").await;
        assert!(answer.set_cookies().is_empty());
        world.wait(DAY);
        assert_eq!(world.kept("1").await.1, 1);
    }
    values.sort();
    values.dedup();
    assert_eq!(values.len(), 6);
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn r1_rotation_does_not_lengthen_a_remembered_login() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1&remember=true&days=10").await;
    for _ in 0..9 {
        world.wait(DAY);
        browser.close();
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
    world.wait(DAY - 1);
    browser.close();
    assert_eq!(status(&mut browser.clone(), "/protected").await, 200);
    world.wait(1);
    assert_eq!(status(&mut browser, "/protected").await, 401);
    assert_eq!(world.kept("1").await.1, 0);
}

#[actix_web::test]
async fn r3_twenty_restores_of_one_cookie_all_succeed_and_one_sets_cookies() {
    for uri in ["/protected", "/who", "/current"] {
        let world = World::new();
        let browser = returning(&world).await;
        let sessions = world.kept("1").await.0;
        let done = all_at_once(vec![browser.clone(); 20], Method::GET, uri).await;
        let mut jar = browser;
        let (mut remember, mut session) = (0, 0);
        for (_, answer) in done {
            assert_eq!(answer.status, 200, "{uri}");
            assert_ne!(answer.text(), "nobody");
            for cookie in answer.set_cookies() {
                assert!(!cookie.is_removal());
                remember += usize::from(cookie.name == REMEMBER);
                session += usize::from(cookie.name == SESSION);
                jar.jar.insert(cookie.name, cookie.value);
            }
        }
        assert_eq!((remember, session), (1, 1), "{uri}");
        assert_eq!(world.kept("1").await, (sessions + 1, 1));
        world.wait(61);
        let answer = jar.get("/protected").await;
        assert_eq!(answer.status, 200);
        assert!(answer.set_cookies().is_empty());
        jar.close();
        assert_eq!(status(&mut jar, "/protected").await, 200);
        assert_eq!(thefts(&world), 0);
    }
}

#[actix_web::test]
async fn r3_restores_side_by_side_in_two_processes_are_no_theft() {
    let world = World::new();
    let browser = returning(&world).await;
    let other = at(&world.app().await, &browser);
    let browsers = (0..10).flat_map(|_| [browser.clone(), other.clone()]);
    let done = all_at_once(browsers, Method::POST, "/data/key/value").await;
    let rotated: Vec<_> = done
        .into_iter()
        .filter(|(_, answer)| answer.set_cookie(REMEMBER).is_some())
        .collect();
    // Only who asks for the user restores: these wrote into sessions of visitors.
    assert!(rotated.is_empty());
    let browsers = (0..10).flat_map(|_| [browser.clone(), other.clone()]);
    let done = all_at_once(browsers, Method::GET, "/protected").await;
    assert!(done.iter().all(|(_, answer)| answer.status == 200));
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn r3_a_lost_answer_within_the_window_neither_logs_out_nor_alarms() {
    let world = World::new();
    let mut browser = returning(&world).await;
    browser.clone().get("/protected").await;
    world.wait(59);
    for _ in 0..3 {
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 200);
        assert!(answer.set_cookies().is_empty());
    }
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn r5_a_restore_asks_again_whether_the_user_may_come_in() {
    for change in ["password", "active", "gone"] {
        let world = World::new();
        let mut browser = returning(&world).await;
        match change {
            "password" => world.users.change("1", |user| user.password.push('!')),
            "active" => world.users.change("1", |user| user.active = false),
            _ => world.users.remove("1"),
        }
        let before = world.kept("1").await;
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 401, "{change}");
        assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
        assert_eq!(answer.set_cookies().len(), 1);
        assert_eq!(world.kept("1").await, before, "{change}");
    }
}

#[actix_web::test]
async fn r6_a_bad_remember_cookie_acts_as_none() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    browser.jar.insert(REMEMBER.to_owned(), "junk".to_owned());
    assert_eq!(status(&mut browser, "/protected").await, 200);
    let mut visitor = with_only(&browser, REMEMBER);
    world.store.take_calls();
    let answer = visitor.get("/who").await;
    assert_eq!(answer.text(), "nobody");
    assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
    assert_eq!(answer.set_cookies().len(), 1);
    assert!(world.store.take_calls().is_empty());
}

#[actix_web::test]
async fn r1_refreshed_with_each_request_a_remembered_login_lasts_from_its_last_use() {
    let world = World::new();
    let app = world
        .app_with(|builder| {
            builder
                .remember_cookie_refresh_each_request(true)
                .session_idle_timeout(Duration::from_secs(20 * DAY))
        })
        .await;
    // Whether the session was there all the time or not.
    for closes in [false, true] {
        let mut browser = logged_in(&app, "1&remember=true&days=10").await;
        for day in 0..15 {
            world.wait(DAY);
            if closes {
                browser.close();
            }
            assert_eq!(
                status(&mut browser, "/protected").await,
                200,
                "{closes} {day}"
            );
        }
        world.wait(10 * DAY - 1);
        browser.close();
        assert_eq!(status(&mut browser, "/protected").await, 200, "{closes}");
        world.wait(10 * DAY);
        browser.close();
        assert_eq!(status(&mut browser, "/protected").await, 401, "{closes}");
    }
}

#[actix_web::test]
async fn r3_a_refreshed_cookie_is_no_theft() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.remember_cookie_refresh_each_request(true))
        .await;
    let mut browser = remembered(&app, "1").await;
    for n in 0..20 {
        world.wait(40);
        if n % 3 == 0 {
            browser.close();
        }
        for uri in ["/protected", "/public"] {
            let answer = browser.get(uri).await;
            assert_eq!(answer.status, 200);
            assert!(answer.set_cookie(REMEMBER).is_some(), "{n} {uri}");
        }
    }
    let copies = vec![with_only(&browser, REMEMBER); 10];
    let done = all_at_once(copies, Method::GET, "/protected").await;
    let set = done
        .iter()
        .filter(|(_, answer)| answer.set_cookie(REMEMBER).is_some());
    assert_eq!(set.count(), 1);
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn r2_a_page_that_asks_by_itself_moves_no_end_of_a_remember_cookie() {
    let world = World::new();
    let app = world
        .app_with(|builder| {
            builder
                .unattended_path("/who")
                .remember_cookie_refresh_each_request(true)
                .remember_cookie_duration(Duration::from_secs(10 * DAY))
        })
        .await;
    let mut browser = remembered(&app, "1").await;
    for _ in 0..9 {
        world.wait(DAY);
        assert_ne!(browser.get("/who").await.text(), "nobody");
    }
    world.wait(2 * DAY);
    assert_eq!(browser.get("/who").await.text(), "nobody");
}
