//! What ends a login, in every process that shares the store.

use actix_web::test::TestRequest;
use login::SessionProtection;

use super::{
    REMEMBER, SESSION,
    world::{World, at, logged_in, remembered, status, with_only},
};

#[actix_web::test]
async fn f1_each_login_and_confirmation_changes_the_ticket_and_the_old_one_is_dead() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = app.browser();
    browser.post("/data/key/value").await;
    for uri in ["/login?user=1", "/login?user=1", "/confirm", "/permanent"] {
        let mut copy = browser.clone();
        browser.post(uri).await;
        assert_ne!(browser.jar[SESSION], copy.jar[SESSION], "{uri}");
        assert_eq!(copy.clone().get("/who").await.text(), "nobody", "{uri}");
        assert_eq!(copy.clone().get("/data").await.text(), "", "{uri}");
        world.wait(61);
        // Long after it the browser is told as well.
        assert_eq!(copy.get("/who").await.text(), "nobody", "{uri}");
        assert_eq!(copy.jar.len(), 0);
        assert_eq!(browser.get("/who").await.text(), "1", "{uri}");
        assert_eq!(browser.get("/data").await.text(), "key=value", "{uri}");
    }
    assert_eq!(world.kept("1").await, (1, 0));
}

#[actix_web::test]
async fn f2_another_user_finds_nothing_of_the_one_before() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    browser.post("/data/key/value").await;
    let mut copy = browser.clone();
    browser.post("/login?user=2").await;
    assert_eq!(browser.get("/data").await.text(), "");
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
    assert_eq!(world.kept("2").await, (1, 0));
}

#[actix_web::test]
async fn l1_a_logout_ends_the_copies_in_every_process() {
    let world = World::new();
    let (a, b) = (world.app().await, world.app().await);
    let browser = logged_in(&a, "1").await;
    let mut there = at(&b, &browser);
    assert_eq!(status(&mut there, "/protected").await, 200);
    there.post("/data/key/value").await;
    let mut here = at(&a, &there);
    assert_eq!(here.get("/data").await.text(), "key=value");
    let copies = [here.clone(), there.clone(), browser];
    let answer = there.post("/logout").await;
    assert!(answer.set_cookie(SESSION).unwrap().is_removal());
    for mut copy in copies {
        let answer = copy.get("/protected").await;
        assert_eq!(answer.status, 401);
        assert_eq!(copy.get("/data").await.text(), "");
    }
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l1_a_logout_outlives_a_restart() {
    let world = World::new();
    let mut browser = remembered(&world.app().await, "1").await;
    let copy = browser.clone();
    browser.post("/logout").await;
    let restarted = world.app().await;
    for name in [SESSION, REMEMBER] {
        let mut copy = at(&restarted, &with_only(&copy, name));
        assert_eq!(status(&mut copy, "/protected").await, 401);
    }
}

#[actix_web::test]
async fn l2_copies_of_the_remember_cookie_fail_after_a_logout() {
    let world = World::new();
    let (a, b) = (world.app().await, world.app().await);
    let mut browser = remembered(&a, "1").await;
    let copy = with_only(&browser, REMEMBER);
    browser.close();
    browser.get("/protected").await;
    let next = with_only(&browser, REMEMBER);
    assert_ne!(copy.jar, next.jar);
    browser.post("/logout").await;
    assert!(browser.jar.is_empty());
    for copy in [copy, next] {
        let mut copy = at(&b, &copy);
        assert_eq!(copy.get("/protected").await.status, 401);
        assert!(copy.jar.is_empty());
    }
    assert_eq!(world.kept("1").await, (0, 0));
    assert!(
        !world
            .take_events()
            .contains(&"remember_cookie_stolen".to_owned())
    );
}

#[actix_web::test]
async fn l2_sessions_that_go_back_to_the_same_remember_cookie_end_with_it() {
    let world = World::new();
    let (a, b) = (world.app().await, world.app().await);
    let mut owner = remembered(&a, "1").await;
    owner.close();
    let mut thief = at(&b, &owner);
    assert_eq!(status(&mut thief, "/protected").await, 200);
    thief.jar.remove(REMEMBER);
    owner.post("/logout").await;
    assert_eq!(status(&mut thief, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l3_a_new_password_ends_all_sessions_and_remember_cookies_but_this() {
    let world = World::new();
    let (a, b) = (world.app().await, world.app().await);
    let mut here = remembered(&a, "1").await;
    let before = here.clone();
    let others = [remembered(&b, "1").await, logged_in(&b, "1").await];
    assert_eq!(here.post("/password").await.text(), "changed");
    assert_eq!(status(&mut here, "/fresh").await, 200);
    for copy in others.into_iter().chain([before]) {
        for name in [SESSION, REMEMBER] {
            let mut copy = with_only(&copy, name);
            assert_eq!(status(&mut copy, "/protected").await, 401, "{name}");
        }
    }
    here.close();
    assert_eq!(status(&mut here, "/protected").await, 200);
}

#[actix_web::test]
async fn l4_a_user_who_is_deactivated_or_gone_is_refused_at_once_and_for_good() {
    for gone in [false, true] {
        let world = World::new();
        let app = world.app().await;
        let mut browser = remembered(&app, "1").await;
        let copy = browser.clone();
        let user = world.users.get("1").unwrap();
        if gone {
            world.users.remove("1");
        } else {
            world.users.change("1", |user| user.active = false);
        }
        assert_eq!(status(&mut browser, "/protected").await, 401);
        assert!(browser.jar.is_empty());
        world.users.put(user);
        let mut session = with_only(&copy, SESSION);
        assert_eq!(status(&mut session, "/protected").await, 401);
        assert_eq!(world.kept("1").await.0, 0);
    }
}

#[actix_web::test]
async fn l5_logging_out_here_leaves_the_other_devices() {
    let world = World::new();
    let app = world.app().await;
    let mut here = remembered(&app, "1").await;
    let mut there = remembered(&app, "1").await;
    here.post("/logout").await;
    assert_eq!(status(&mut there, "/protected").await, 200);
    there.close();
    assert_eq!(status(&mut there, "/protected").await, 200);
}

#[actix_web::test]
async fn l6_logging_out_drops_the_sessions_data() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    browser.post("/data/key/value").await;
    browser.post("/logout").await;
    assert_eq!(browser.get("/data").await.text(), "");
    assert!(browser.jar.is_empty());
}

#[actix_web::test]
async fn l1_with_two_logins_in_one_request_both_end() {
    let world = World::new();
    let app = world.app().await;
    let one = remembered(&app, "1").await;
    let two = remembered(&app, "2").await;
    let both = format!("{}; {}", one.cookie_header(), two.cookie_header());
    let logout = TestRequest::post()
        .uri("/logout")
        .insert_header(("cookie", both));
    assert_eq!(app.send(logout).await.status, 200);
    for copy in [one, two] {
        for name in [SESSION, REMEMBER] {
            let mut copy = with_only(&copy, name);
            assert_eq!(status(&mut copy, "/protected").await, 401, "{name}");
        }
    }
}

#[actix_web::test]
async fn strong_protection_ends_a_stolen_session_beside_one_that_went_on() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.session_protection(SessionProtection::Strong))
        .await;
    let mut thief = logged_in(&app, "2").await;
    let overtaken = thief.cookie_header();
    thief.post("/confirm").await;
    for is_first in [false, true] {
        let mut owner = logged_in(&app, "1").await;
        let mut both = [overtaken.clone(), owner.cookie_header()];
        if is_first {
            both.reverse();
        }
        let request = TestRequest::with_uri("/protected")
            .insert_header(("cookie", both.join("; ")))
            .insert_header(("user-agent", "elsewhere"));
        assert_eq!(app.send(request).await.status, 401);
        assert_eq!(world.kept("1").await, (0, 0));
        assert_eq!(status(&mut owner, "/protected").await, 401);
    }
}
