//! Requests of one browser that change the same session at the same time.

use actix_web::http::Method;
use tokio::join;

use super::{
    SESSION,
    pages::gate,
    races::while_slow,
    world::{World, logged_in},
};

#[actix_web::test]
async fn two_requests_that_write_different_keys_at_the_same_time_both_count() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let before = browser.clone();
    let late = while_slow(&before, Method::POST, "/slow/data/late/1", async {
        browser.post("/data/early/1").await;
    });
    late.await;
    assert_eq!(browser.get("/data").await.text(), "early=1 late=1");
}

#[actix_web::test]
async fn of_two_requests_that_write_the_same_key_the_last_wins() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let before = browser.clone();
    let late = while_slow(&before, Method::POST, "/slow/data/key/late", async {
        browser.post("/data/key/early").await;
    });
    late.await;
    assert_eq!(browser.get("/data").await.text(), "key=late");
}

#[actix_web::test]
async fn a_removed_key_stays_removed() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    browser.post("/data/key/1").await;
    let before = browser.clone();
    let late = while_slow(&before, Method::POST, "/slow/remove/key", async {
        browser.post("/data/other/1").await;
    });
    late.await;
    assert_eq!(browser.get("/data").await.text(), "other=1");
    // The other way round: what writes another key does not bring it back.
    let mut two = logged_in(&app, "1").await;
    two.post("/data/key/1").await;
    let before = two.clone();
    let late = while_slow(&before, Method::POST, "/slow/data/late/1", async {
        let mut remover = two.clone();
        let removal = remover.post("/slow/remove/key");
        let open = async {
            gate().entered().await;
            gate().open();
            gate().open();
        };
        join!(removal, open);
    });
    late.await;
    assert_eq!(two.get("/data").await.text(), "late=1");
}

#[actix_web::test]
async fn the_last_key_of_a_visitor_is_removed_beside_another_that_is_added() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = app.browser();
    browser.post("/data/key/1").await;
    let before = browser.clone();
    let late = while_slow(&before, Method::POST, "/slow/remove/key", async {
        browser.post("/data/other/1").await;
    });
    assert!(late.await.set_cookies().is_empty());
    assert_eq!(browser.get("/data").await.text(), "other=1");
    // With nobody beside it the session goes.
    let mut copy = browser.clone();
    gate().open();
    let answer = browser.post("/slow/remove/other").await;
    assert!(answer.set_cookie(SESSION).unwrap().is_removal());
    assert_eq!(copy.get("/data").await.text(), "");
    assert!(copy.jar.is_empty());
}

#[actix_web::test]
async fn what_is_written_beside_a_confirmation_is_kept() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let mut slow = browser.clone();
    let late = slow.post("/slow/confirm");
    let other = async {
        gate().entered().await;
        browser.post("/data/key/value").await;
        gate().open();
    };
    let (late, ()) = join!(late, other);
    assert_eq!(late.text(), "confirmed");
    assert_eq!(slow.get("/data").await.text(), "key=value");
}

#[actix_web::test]
async fn what_twenty_requests_write_side_by_side_is_all_there() {
    let world = World::new();
    let app = world.app().await;
    for user in ["1", ""] {
        let mut browser = app.browser();
        browser.post("/data/first/1").await;
        if !user.is_empty() {
            browser.post("/login?user=1").await;
        }
        let tasks = (0..15).map(|n| {
            let mut browser = browser.clone();
            actix_web::rt::spawn(async move { browser.post(&format!("/data/k{n}/1")).await })
        });
        for task in tasks.collect::<Vec<_>>() {
            let answer = task.await.unwrap();
            assert_eq!(answer.status, 200);
            assert!(answer.set_cookies().is_empty());
        }
        let data = browser.get("/data").await;
        assert_eq!(data.text().split(' ').count(), 16, "{}", data.text());
    }
}
