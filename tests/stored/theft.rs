//! A remember cookie that comes although another has followed it.

use std::time::Duration;

use actix_web::http::Method;
use tokio::join;

use super::{
    REMEMBER, SESSION,
    remember::{STOLEN, returning, thefts},
    world::{World, all_at_once, at, logged_in, remembered, status, with_only},
};

#[actix_web::test]
async fn r4_a_cookie_that_comes_after_the_overlap_is_a_theft() {
    let world = World::new();
    let (a, b) = (world.app().await, world.app().await);
    let mut owner = with_only(&remembered(&a, "1").await, REMEMBER);
    let mut other = remembered(&a, "1").await;
    let mut stolen = at(&b, &owner);
    for _ in 0..2 {
        assert_eq!(status(&mut owner, "/protected").await, 200);
    }
    world.wait(60);
    assert_eq!(thefts(&world), 0);
    let answer = stolen.get("/protected").await;
    assert_eq!(answer.status, 401);
    assert!(answer.set_cookie(REMEMBER).unwrap().is_removal());
    assert_eq!(world.take_events(), [STOLEN]);
    // Nobody knows which of them is the owner.
    for name in [SESSION, REMEMBER] {
        assert_eq!(
            status(&mut with_only(&owner, name), "/protected").await,
            401
        );
    }
    assert_eq!(status(&mut other, "/protected").await, 200);
    other.close();
    assert_eq!(status(&mut other, "/protected").await, 200);
    assert_eq!(thefts(&world), 0);
    assert_eq!(world.kept("1").await.1, 1);
}

#[actix_web::test]
async fn r4_a_thief_who_is_first_loses_it_when_the_owner_comes() {
    let world = World::new();
    let mut owner = returning(&world).await;
    let mut thief = owner.clone();
    assert_eq!(status(&mut thief, "/protected").await, 200);
    for _ in 0..3 {
        world.wait(100);
        thief.close();
        assert_eq!(status(&mut thief, "/protected").await, 200);
    }
    assert_eq!(status(&mut owner, "/protected").await, 401);
    assert_eq!(thefts(&world), 1);
    assert_eq!(status(&mut thief.clone(), "/protected").await, 401);
    thief.close();
    assert_eq!(status(&mut thief, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn r4_a_replay_ends_what_a_restore_is_making_of_the_same_series() {
    let world = World::new();
    let mut owner = returning(&world).await;
    let mut stolen = owner.clone();
    owner.get("/protected").await;
    world.wait(61);
    owner.close();
    world.store.stall("create");
    let restoring = owner.get("/protected");
    let replay = async {
        world.store.stalled().await;
        assert_eq!(status(&mut stolen, "/protected").await, 401);
        world.store.release();
    };
    join!(restoring, replay);
    assert_eq!(status(&mut owner, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn r4_many_replays_at_once_are_told_and_end_nothing_else() {
    let world = World::new();
    let mut owner = returning(&world).await;
    let stolen = owner.clone();
    for _ in 0..2 {
        owner.get("/protected").await;
    }
    world.wait(61);
    let other = logged_in(&world.app().await, "1").await;
    let done = all_at_once(vec![stolen; 20], Method::GET, "/protected").await;
    assert!(done.iter().all(|(_, answer)| answer.status == 401));
    assert!(thefts(&world) >= 1);
    assert_eq!(status(&mut other.clone(), "/protected").await, 200);
    assert_eq!(world.kept("1").await, (1, 0));
}

#[actix_web::test]
async fn r4_the_overlap_can_be_set() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.remember_overlap(Duration::from_secs(5)))
        .await;
    let mut browser = with_only(&remembered(&app, "1").await, REMEMBER);
    let copy = browser.clone();
    for _ in 0..2 {
        browser.get("/protected").await;
    }
    world.wait(4);
    assert_eq!(status(&mut copy.clone(), "/protected").await, 200);
    world.wait(1);
    assert_eq!(status(&mut copy.clone(), "/protected").await, 401);
    assert_eq!(thefts(&world), 1);
}
