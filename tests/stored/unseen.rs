//! Cookies from before there was a store, of users who end all their logins before it has seen
//! them.

use actix_web::{http::Method, rt::spawn};
use login_tests::{Browser, TestApp};

use super::{
    DAY, HOUR, REMEMBER, SESSION,
    remember::thefts,
    world::{World, all_at_once, at, logged_in, remembered, status, with_only},
};

/// A browser from before, at an application of now.
async fn from_before(world: &World, app: &TestApp) -> Browser {
    at(app, &remembered(&world.sealed_app().await, "1").await)
}

async fn is_out(browser: &Browser) -> bool {
    let mut is_out = true;
    for cookies in [
        browser.clone(),
        with_only(browser, SESSION),
        with_only(browser, REMEMBER),
    ] {
        is_out &= status(&mut cookies.clone(), "/protected").await == 401;
    }
    is_out
}

#[actix_web::test]
async fn l5_revoking_all_or_the_others_ends_cookies_that_the_store_has_not_seen() {
    for uri in ["/revoke-all", "/revoke-others"] {
        let world = World::new();
        let (a, b) = (world.app().await, world.app().await);
        let unseen = from_before(&world, &a).await;
        let theirs = at(&a, &remembered(&world.sealed_app().await, "2").await);
        let mut here = logged_in(&a, "1").await;
        // Those that nobody has seen nobody can count.
        let counted = if uri == "/revoke-all" { "1" } else { "0" };
        assert_eq!(here.post(uri).await.text(), counted);
        for seconds in [0, 61, HOUR, 300 * DAY] {
            world.wait(seconds);
            for app in [&a, &b, &world.app().await] {
                assert!(is_out(&at(app, &unseen)).await, "{uri} {seconds}");
            }
        }
        assert_eq!(world.kept("1").await.1, 0);
        assert_eq!(status(&mut theirs.clone(), "/protected").await, 200);
        assert_eq!(thefts(&world), 0);
    }
}

#[actix_web::test]
async fn l5_revoking_the_others_keeps_this_browsers_own_cookies_from_before() {
    let world = World::new();
    let app = world.app().await;
    let mut here = from_before(&world, &app).await;
    let (unseen, before) = (from_before(&world, &app).await, here.clone());
    for _ in 0..2 {
        assert_eq!(here.post("/revoke-others").await.text(), "0");
        assert!(is_out(&unseen).await);
        assert_eq!(status(&mut here, "/protected").await, 200);
    }
    // Copies of them are another's.
    for name in [SESSION, REMEMBER] {
        assert_eq!(
            status(&mut with_only(&before, name), "/protected").await,
            401,
            "{name}"
        );
    }
    here.close();
    assert_eq!(status(&mut here, "/protected").await, 200);
    assert_eq!(thefts(&world), 0);
}

#[actix_web::test]
async fn l5_who_logs_in_after_that_stays() {
    let world = World::new();
    let app = world.app().await;
    logged_in(&app, "1").await.post("/revoke-all").await;
    let mut new = remembered(&app, "1").await;
    assert_eq!(status(&mut new, "/protected").await, 200);
    world.store.take_calls();
    assert_eq!(status(&mut new, "/protected").await, 200);
    assert_eq!(world.store.take_calls(), ["load"]);
    new.close();
    assert_eq!(status(&mut new, "/protected").await, 200);
    // Two machines' clocks may be a minute apart.
    world.wait(61);
    let mut late = from_before(&world, &app).await;
    assert_eq!(status(&mut late, "/protected").await, 200);
    late.close();
    assert_eq!(status(&mut late, "/protected").await, 200);
}

/// Lets a request stand at its nth such operation until something else was done.
async fn while_at(
    world: &World,
    browser: &Browser,
    (operation, nth): (&'static str, usize),
    meanwhile: impl Future<Output = ()>,
) -> Browser {
    let mut slow = browser.clone();
    world.store.stall(operation);
    let request = spawn(async move {
        slow.get("/protected").await;
        slow
    });
    for _ in 1..nth {
        world.store.stalled().await;
        world.store.stall(operation);
        world.store.release();
    }
    world.store.stalled().await;
    meanwhile.await;
    world.store.release();
    request.await.unwrap()
}

#[actix_web::test]
async fn l5_revoking_all_beats_a_cookie_that_is_just_put_into_the_store_at_every_command() {
    for name in [SESSION, REMEMBER] {
        // As many as there are.
        let loads = if name == SESSION { 7 } else { 5 };
        let steps = (1..=loads).map(|nth| ("load", nth));
        for step in steps.chain([("create", 1)]) {
            let world = World::new();
            let app = world.app().await;
            let unseen = with_only(&from_before(&world, &app).await, name);
            let mut here = logged_in(&app, "1").await;
            let slow = while_at(&world, &unseen, step, async {
                here.post("/revoke-all").await;
            });
            let slow = slow.await;
            for copy in [&slow, &unseen] {
                for seconds in [0, 61] {
                    world.wait(seconds);
                    assert!(is_out(copy).await, "{name} {step:?} {seconds}");
                }
            }
            assert_eq!(world.kept("1").await, (0, 0), "{name} {step:?}");
        }
    }
}

#[actix_web::test]
async fn l5_revoking_all_beats_a_cookie_of_which_it_can_then_not_be_asked_whether_it_has_ended() {
    let world = World::new();
    let app = world.app().await;
    let unseen = with_only(&from_before(&world, &app).await, REMEMBER);
    let mut here = logged_in(&app, "1").await;
    let slow = while_at(&world, &unseen, ("create", 1), async {
        here.post("/revoke-all").await;
        world.store.fail(&["load"]);
    });
    let slow = slow.await;
    world.store.fail(&[]);
    for copy in [&slow, &unseen] {
        assert_eq!(copy.jar, unseen.jar, "it may still be a good one");
        assert!(is_out(copy).await);
    }
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l5_revoking_all_beats_many_cookies_that_are_put_into_the_store_beside_it() {
    let world = World::new();
    let app = world.app().await;
    let mut unseen = Vec::new();
    for _ in 0..5 {
        unseen.push(from_before(&world, &app).await);
    }
    let mut here = logged_in(&app, "1").await;
    let copies = unseen.clone();
    let beside = spawn(async move {
        let browsers = copies.iter().flat_map(|copy| {
            [
                with_only(copy, SESSION),
                with_only(copy, REMEMBER),
                copy.clone(),
            ]
        });
        all_at_once(browsers.collect::<Vec<_>>(), Method::GET, "/protected").await
    });
    here.post("/revoke-all").await;
    for (browser, _) in beside.await.unwrap() {
        assert!(is_out(&browser).await);
    }
    for browser in unseen {
        assert!(is_out(&browser).await);
    }
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn d5_when_that_cannot_be_written_nothing_is_said_to_have_ended() {
    for operation in ["touch", "create"] {
        let world = World::new();
        let app = world.app().await;
        let unseen = from_before(&world, &app).await;
        let mut here = logged_in(&app, "1").await;
        world.store.fail(&[operation]);
        assert_eq!(here.post("/revoke-all").await.status, 503, "{operation}");
        world.store.fail(&[]);
        assert_eq!(here.post("/revoke-all").await.text(), "1", "{operation}");
        assert!(is_out(&unseen).await);
    }
}

#[actix_web::test]
async fn d5_while_the_word_cannot_be_read_a_cookie_from_before_is_kept() {
    let world = World::new();
    let app = world.app().await;
    for name in [SESSION, REMEMBER] {
        let mut unseen = with_only(&from_before(&world, &app).await, name);
        let before = unseen.jar.clone();
        world.store.fail(&["load"]);
        assert_eq!(status(&mut unseen, "/protected").await, 503, "{name}");
        assert_eq!(unseen.jar, before);
        world.store.fail(&[]);
        assert_eq!(status(&mut unseen, "/protected").await, 200, "{name}");
    }
}
