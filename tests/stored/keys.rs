//! The application's secret changes, with sessions in a store.

use login::SecretKey;
use login_tests::{Browser, TestApp};

use crate::{
    SESSION,
    pages::gate,
    world::{World, at, logged_in, status, with_only},
};

const OLD: &str = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61";
const NEW: &str = "c7d2911f0a5e4b83966d20e8f4b71a35d80e6c92";

/// A process with the new secret that still knows the old one.
async fn rotated(world: &World) -> TestApp {
    let store = world.store.clone();
    world
        .any_app_under(NEW, |builder| {
            builder
                .secret_key_fallbacks([SecretKey::new(OLD).unwrap()])
                .session_store(store)
        })
        .await
}

#[actix_web::test]
async fn k3_sealing_a_ticket_anew_asks_the_store_whether_it_still_counts() {
    let world = World::new();
    let mut browser = logged_in(&world.app().await, "1").await;
    let app = rotated(&world).await;
    browser = at(&app, &browser);
    world.store.take_calls();
    assert_eq!(status(&mut browser, "/data").await, 200);
    assert_eq!(world.store.take_calls(), ["load", "touch", "load", "load"]);
    // What ties the login to its user is made anew with the user at hand.
    assert_eq!(status(&mut browser, "/protected").await, 200);
    assert_eq!(world.store.take_calls(), ["load", "update"]);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    assert_eq!(world.store.take_calls(), ["load"]);
}

#[actix_web::test]
async fn k3_a_request_on_its_way_does_not_seal_anew_what_was_replaced_meanwhile() {
    let world = World::new();
    let browser = logged_in(&world.app().await, "1").await;
    let app = rotated(&world).await;
    let mut slow = at(&app, &browser);
    let waiting = actix_web::rt::spawn(async move { slow.get("/slow/who").await });
    gate().entered().await;
    let mut browser = at(&app, &browser);
    assert_eq!(browser.post("/confirm").await.status, 200);
    gate().open();
    let answer = waiting.await.unwrap();
    assert!(answer.set_cookie(SESSION).is_none());
    assert_eq!(status(&mut browser, "/fresh").await, 200);
}

/// Copies of one sealed session, one under each secret.
async fn copies(world: &World) -> [Browser; 2] {
    let old = logged_in(&world.sealed_app().await, "1").await;
    let sealed = world
        .any_app_under(NEW, |builder| {
            builder.secret_key_fallbacks([SecretKey::new(OLD).unwrap()])
        })
        .await;
    let mut new = at(&sealed, &old);
    assert!(new.get("/protected").await.set_cookie(SESSION).is_some());
    [old, new]
}

#[actix_web::test]
async fn k3_copies_of_a_sealed_session_under_two_secrets_move_into_one_session() {
    for first in [0, 1] {
        let world = World::new();
        let copies = copies(&world).await;
        let app = rotated(&world).await;
        let mut one = at(&app, &with_only(&copies[first], SESSION));
        let mut other = at(&app, &with_only(&copies[1 - first], SESSION));
        assert_eq!(status(&mut one, "/protected").await, 200);
        one.post("/data/key/value").await;
        assert_eq!(other.get("/data").await.text(), "key=value");
        assert_eq!(world.kept("1").await.0, 1);
        one.post("/logout").await;
        assert_eq!(status(&mut other, "/protected").await, 401);
    }
}

#[actix_web::test]
async fn l1_after_whatever_ends_it_no_copy_that_the_other_secret_sealed_counts() {
    for uri in ["/logout", "/confirm", "/login?user=1", "/login?user=2"] {
        for first in [0, 1] {
            let world = World::new();
            let copies = copies(&world).await;
            let app = rotated(&world).await;
            let mut one = at(&app, &with_only(&copies[first], SESSION));
            assert_eq!(one.post(uri).await.status, 200);
            let mut other = at(&app, &with_only(&copies[1 - first], SESSION));
            assert_eq!(status(&mut other, "/protected").await, 401, "{uri} {first}");
        }
    }
}
