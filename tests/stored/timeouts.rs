//! How long a login in a store lasts, by the server's clock.

use std::time::Duration;

use super::{
    DAY, HOUR, REMEMBER, SESSION,
    world::{World, logged_in, remembered, status, with_only},
};

#[actix_web::test]
async fn e1_the_idle_timeout_is_kept_to_the_second() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let mut copy = logged_in(&app, "1").await;
    world.wait(2 * HOUR - 1);
    assert_eq!(status(&mut copy, "/protected").await, 200);
    world.wait(1);
    let answer = browser.get("/protected").await;
    assert_eq!(answer.status, 401);
    assert!(answer.set_cookie(SESSION).unwrap().is_removal());
    assert_eq!(status(&mut copy, "/protected").await, 200);
}

#[actix_web::test]
async fn e2_neither_use_nor_data_moves_the_absolute_timeout() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.session_absolute_timeout(Duration::from_secs(DAY)))
        .await;
    let mut browser = logged_in(&app, "1").await;
    for hour in 1..24 {
        world.wait(HOUR);
        let uri = format!("/data/hour/{hour}");
        assert_eq!(browser.post(&uri).await.status, 200);
        assert_eq!(status(&mut browser, "/protected").await, 200, "{hour}");
    }
    world.wait(HOUR - 1);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.wait(1);
    assert_eq!(status(&mut browser, "/protected").await, 401);
}

#[actix_web::test]
async fn e2_a_longer_timeout_of_another_process_does_not_count_here() {
    let world = World::new();
    let long = world
        .app_with(|builder| builder.session_idle_timeout(Duration::from_secs(DAY)))
        .await;
    let short = world.app().await;
    let browser = logged_in(&long, "1").await;
    world.wait(2 * HOUR);
    let mut here = super::world::at(&short, &browser);
    assert_eq!(status(&mut here, "/protected").await, 401);
}

#[actix_web::test]
async fn e3_confirming_starts_both_timeouts_anew() {
    let world = World::new();
    let app = world
        .app_with(|builder| {
            let day = Duration::from_secs(DAY);
            builder
                .session_idle_timeout(day)
                .session_absolute_timeout(day)
        })
        .await;
    let mut browser = logged_in(&app, "1").await;
    world.wait(DAY - 1);
    browser.post("/confirm").await;
    world.wait(DAY - 1);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.wait(1);
    assert_eq!(status(&mut browser, "/protected").await, 401);
}

#[actix_web::test]
async fn e4_a_restored_login_is_never_fresh_until_it_is_confirmed() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = with_only(&remembered(&app, "1").await, REMEMBER);
    for _ in 0..2 {
        assert_eq!(status(&mut browser, "/protected").await, 200);
        assert_eq!(status(&mut browser, "/fresh").await, 401);
    }
    browser.post("/confirm").await;
    assert_eq!(status(&mut browser, "/fresh").await, 200);
    world.wait(HOUR);
    assert_eq!(status(&mut browser, "/fresh").await, 200);
}

#[actix_web::test]
async fn e6_a_clock_that_was_set_back_never_lengthens_a_session() {
    let world = World::new();
    let app = world.app().await;
    let browser = remembered(&app, "1").await;
    for (seconds, expected) in [(60, 200), (1, 401), (HOUR, 401)] {
        world.clock.rewind(Duration::from_secs(seconds));
        for name in [SESSION, REMEMBER] {
            let mut copy = with_only(&browser, name);
            assert_eq!(
                status(&mut copy, "/protected").await,
                expected,
                "{seconds} {name}"
            );
        }
    }
}

#[actix_web::test]
async fn e6_use_while_the_clock_is_back_does_not_move_the_last_use_back() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    world.wait(HOUR);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    world.clock.rewind(Duration::from_secs(30));
    browser.post("/data/key/value").await;
    world.clock.advance(Duration::from_secs(30));
    world.wait(2 * HOUR - 1);
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn c9_a_session_cookie_has_no_date_and_that_of_a_permanent_session_is_renewed() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = app.browser();
    let answer = browser.post("/login?user=1").await;
    let cookie = answer.set_cookie(SESSION).unwrap();
    assert_eq!(cookie.attribute("Max-Age"), None);
    let answer = browser.post("/permanent").await;
    let cookie = answer.set_cookie(SESSION).unwrap();
    assert_eq!(cookie.attribute("Max-Age"), Some("2678400"));
    let mut renewed = 0;
    for day in 1..62 {
        world.wait(DAY);
        let answer = browser.get("/protected").await;
        if answer.status != 200 {
            break;
        }
        if let Some(cookie) = answer.set_cookie(SESSION) {
            let left = (31 * DAY - day * DAY).to_string();
            assert_eq!(cookie.attribute("Max-Age"), Some(left.as_str()));
            renewed += 1;
        }
    }
    // A twentieth of 31 days is a day and a half; and they are the absolute timeout as well, which
    // no cookie outlives.
    assert_eq!(renewed, 15);
    assert_eq!(status(&mut browser, "/protected").await, 401);
}

#[actix_web::test]
async fn e1_a_permanent_session_lasts_from_its_last_use() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.session_absolute_timeout(Duration::from_secs(300 * DAY)))
        .await;
    let mut browser = logged_in(&app, "1").await;
    browser.post("/permanent").await;
    for _ in 0..5 {
        world.wait(31 * DAY - 1);
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 200);
        let cookie = answer.set_cookie(SESSION).unwrap();
        assert_eq!(cookie.attribute("Max-Age"), Some("2678400"));
    }
    world.wait(31 * DAY);
    assert_eq!(status(&mut browser, "/protected").await, 401);
}
