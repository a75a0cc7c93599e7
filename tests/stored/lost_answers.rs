//! Answers that do not reach the browser: it comes again with the remember cookie that it has.

use actix_web::http::Method;
use tokio::join;

use super::{
    DAY, HOUR, REMEMBER, SESSION,
    pages::gate,
    remember::{returning, thefts},
    world::{World, all_at_once, at, status, with_only},
};

#[actix_web::test]
async fn r3_lost_answers_neither_log_out_nor_alarm_however_late_the_browser_comes_again() {
    for seconds in [60, HOUR, 30 * DAY] {
        let world = World::new();
        let other = world.app().await;
        let mut browser = returning(&world).await;
        for n in 0..5 {
            let mut lost = if n % 2 == 0 {
                at(&other, &browser)
            } else {
                browser.clone()
            };
            assert_eq!(status(&mut lost, "/protected").await, 200, "{seconds} {n}");
            assert!(lost.jar.contains_key(SESSION));
            world.wait(seconds);
        }
        for _ in 0..3 {
            assert_eq!(status(&mut browser, "/protected").await, 200, "{seconds}");
            assert_eq!(status(&mut browser, "/protected").await, 200, "{seconds}");
            world.wait(seconds);
            browser.close();
        }
        assert_eq!(thefts(&world), 0);
        assert_eq!(world.kept("1").await.1, 1);
    }
}

#[actix_web::test]
async fn r3_answers_may_get_lost_again_after_one_has_arrived() {
    let world = World::new();
    let mut browser = returning(&world).await;
    for _ in 0..4 {
        for _ in 0..5 {
            assert_eq!(status(&mut browser.clone(), "/protected").await, 200);
            world.wait(100);
        }
        assert_eq!(status(&mut browser, "/protected").await, 200);
        browser.close();
    }
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn r4_nobody_goes_on_for_ever_without_taking_the_next_cookie() {
    let world = World::new();
    let copy = returning(&world).await;
    for _ in 0..6 {
        assert_eq!(status(&mut copy.clone(), "/protected").await, 200);
        world.wait(60);
    }
    assert_eq!(thefts(&world), 0);
    let answer = copy.clone().get("/protected").await;
    assert_eq!(answer.status, 401);
    assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
    assert_eq!(thefts(&world), 1);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn r4_once_the_session_or_the_next_cookie_has_come_back_the_one_before_is_a_copys() {
    for proof in [SESSION, REMEMBER] {
        for seconds in [0, 30, HOUR] {
            let world = World::new();
            let mut browser = returning(&world).await;
            let copy = browser.clone();
            assert_eq!(status(&mut browser, "/protected").await, 200);
            world.wait(seconds);
            let mut proving = with_only(&browser, proof);
            assert_eq!(status(&mut proving, "/public").await, 200);
            assert_eq!(status(&mut proving, "/protected").await, 200);
            world.wait(60);
            assert_eq!(thefts(&world), 0);
            assert_eq!(
                status(&mut copy.clone(), "/protected").await,
                401,
                "{proof}"
            );
            assert_eq!(thefts(&world), 1, "{proof} {seconds}");
            assert_eq!(world.kept("1").await, (0, 0));
        }
    }
}

/// Whoever of the two is first, and whatever they show.
#[actix_web::test]
async fn r4_two_with_one_cookie_are_found_out_as_soon_as_both_go_on() {
    for first_goes_on_first in [false, true] {
        for (one_shows, two_shows) in [
            (SESSION, SESSION),
            (SESSION, REMEMBER),
            (REMEMBER, SESSION),
            (REMEMBER, REMEMBER),
        ] {
            let what = format!("{first_goes_on_first} {one_shows} {two_shows}");
            let world = World::new();
            let mut one = returning(&world).await;
            let mut two = one.clone();
            // Neither answer is known to have arrived.
            assert_eq!(status(&mut one, "/protected").await, 200);
            world.wait(61);
            assert_eq!(status(&mut two, "/protected").await, 200);
            world.wait(61);
            assert_eq!(thefts(&world), 0, "{what}");
            let (one, two) = (with_only(&one, one_shows), with_only(&two, two_shows));
            let both = if first_goes_on_first {
                [one, two]
            } else {
                [two, one]
            };
            for mut browser in both.clone() {
                browser.get("/protected").await;
            }
            assert_eq!(thefts(&world), 1, "{what}");
            for mut browser in both {
                assert_eq!(status(&mut browser, "/protected").await, 401, "{what}");
            }
            assert_eq!(world.kept("1").await, (0, 0), "{what}");
        }
    }
}

#[actix_web::test]
async fn r4_a_thief_who_only_replays_is_found_out_once_the_owner_has_gone_on() {
    let world = World::new();
    let mut owner = returning(&world).await;
    let thief = owner.clone();
    for _ in 0..3 {
        assert_eq!(status(&mut thief.clone(), "/protected").await, 200);
        world.wait(61);
    }
    for _ in 0..2 {
        assert_eq!(status(&mut owner, "/protected").await, 200);
    }
    world.wait(61);
    assert_eq!(thefts(&world), 0);
    assert_eq!(status(&mut thief.clone(), "/protected").await, 401);
    assert_eq!(thefts(&world), 1);
    assert_eq!(status(&mut owner, "/protected").await, 401);
}

#[actix_web::test]
async fn r3_an_answer_that_takes_longer_than_the_overlap_does_not_take_the_cookie_of_the_next() {
    let world = World::new();
    let mut browser = returning(&world).await;
    let mut slow = browser.clone();
    let before = world.kept("1").await.0;
    let late = slow.get("/slow/who");
    let other = async {
        gate().entered().await;
        world.wait(61);
        assert_eq!(status(&mut browser, "/protected").await, 200);
        gate().open();
    };
    let (late, ()) = join!(late, other);
    assert_eq!(late.text(), "1");
    assert!(late.set_cookies().is_empty());
    assert_eq!(world.kept("1").await, (before + 1, 1));
    world.wait(61);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    browser.close();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn r3_the_first_requests_of_a_restored_session_side_by_side_are_no_theft() {
    let world = World::new();
    let mut browser = returning(&world).await;
    let copy = browser.clone();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    let other = at(&world.app().await, &browser);
    let browsers = (0..10).flat_map(|_| [browser.clone(), other.clone()]);
    for (_, answer) in all_at_once(browsers, Method::POST, "/data/key/value").await {
        assert_eq!(answer.status, 200);
        assert!(answer.set_cookies().is_empty());
    }
    world.store.take_calls();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    assert_eq!(world.store.take_calls(), ["load"]);
    world.wait(60);
    assert_eq!(thefts(&world), 0);
    assert_eq!(status(&mut copy.clone(), "/protected").await, 401);
    assert_eq!(thefts(&world), 1);
}

#[actix_web::test]
async fn r3_that_an_answer_arrived_is_noted_once() {
    let world = World::new();
    let mut browser = returning(&world).await;
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.store.take_calls();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    let calls = world.store.take_calls();
    assert_eq!(calls, ["load", "load", "update", "update"]);
    for uri in ["/protected", "/who"] {
        assert_eq!(status(&mut browser, uri).await, 200);
        assert_eq!(world.store.take_calls(), ["load"]);
    }
}

#[actix_web::test]
async fn d5_while_it_cannot_be_noted_that_an_answer_arrived_the_login_is_kept() {
    let world = World::new();
    let mut browser = returning(&world).await;
    let copy = browser.clone();
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.store.fail(&["update"]);
    let answer = browser.get("/protected").await;
    assert_eq!(answer.status, 503);
    assert!(answer.set_cookies().is_empty());
    world.store.fail(&[]);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.wait(61);
    assert_eq!(status(&mut copy.clone(), "/protected").await, 401);
    assert_eq!(thefts(&world), 1);
}

#[actix_web::test]
async fn r3_a_session_outlives_a_remember_cookie_that_expired_before_it_was_shown_again() {
    let world = World::new();
    let app = world.app().await;
    let browser = crate::world::logged_in(&app, "1&remember=true&days=10").await;
    let mut browser = with_only(&browser, REMEMBER);
    world.wait(10 * DAY - 10);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.wait(10);
    let mut session = with_only(&browser, SESSION);
    assert_eq!(status(&mut session, "/protected").await, 200);
    world.store.take_calls();
    assert_eq!(status(&mut session, "/protected").await, 200);
    assert_eq!(world.store.take_calls(), ["load"]);
    assert_eq!(thefts(&world), 0);
}
