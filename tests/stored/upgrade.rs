//! An application that had its sessions in the cookie, and has a store from now on.

use actix_web::{http::Method, test::TestRequest};
use login_tests::{Browser, TestApp};

use super::{
    DAY, HOUR, REMEMBER, SESSION,
    races::while_slow,
    world::{World, all_at_once, at, logged_in, remembered, status, with_only},
};

/// A browser from before, at an application of now.
async fn from_before(world: &World, app: &TestApp) -> Browser {
    let mut browser = remembered(&world.sealed_app().await, "1").await;
    browser.post("/data/key/value").await;
    at(app, &browser)
}

#[actix_web::test]
async fn everybody_stays_logged_in() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = from_before(&world, &app).await;
    let before = browser.jar[SESSION].clone();
    let answer = browser.get("/fresh").await;
    assert_eq!(answer.status, 200);
    assert_ne!(answer.set_cookie(SESSION).unwrap().value, before);
    assert_eq!(browser.get("/data").await.text(), "key=value");
    assert_eq!(world.kept("1").await.0, 1);
    world.store.take_calls();
    let answer = browser.get("/protected").await;
    assert!(answer.set_cookies().is_empty());
    assert_eq!(world.store.take_calls(), ["load"]);
    browser.close();
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn e2_the_timeouts_go_on() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = with_only(&from_before(&world, &app).await, SESSION);
    for _ in 0..3 {
        world.wait(2 * HOUR - 1);
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
    world.wait(2 * HOUR);
    assert_eq!(status(&mut browser, "/protected").await, 401);
    let mut late = with_only(&from_before(&world, &app).await, SESSION);
    world.wait(2 * HOUR);
    world.store.take_calls();
    assert_eq!(status(&mut late, "/protected").await, 401);
    assert!(world.store.take_calls().is_empty());
}

#[actix_web::test]
async fn the_first_requests_side_by_side_lead_to_one_session() {
    let world = World::new();
    let app = world.app().await;
    let browser = with_only(&from_before(&world, &app).await, SESSION);
    let other = at(&world.app().await, &browser);
    let browsers = (0..10).flat_map(|_| [browser.clone(), other.clone()]);
    let done = all_at_once(browsers, Method::POST, "/confirm").await;
    let confirmed: Vec<_> = done
        .iter()
        .filter(|(_, answer)| answer.status == 200)
        .collect();
    assert_eq!(confirmed.len(), 1);
    // The others do not take its cookie away, nor set one before it.
    let set: Vec<_> = done.iter().flat_map(|(_, a)| a.set_cookies()).collect();
    assert_eq!(set.len(), 1, "{set:?}");
    assert!(!set[0].is_removal());
    assert_eq!(world.kept("1").await.0, 1);

    let world = World::new();
    let app = world.app().await;
    let browser = from_before(&world, &app).await;
    let done = all_at_once(vec![browser; 20], Method::GET, "/protected").await;
    for (mut browser, answer) in done {
        assert_eq!(answer.status, 200);
        assert_eq!(status(&mut browser, "/protected").await, 200);
        assert_eq!(browser.get("/data").await.text(), "key=value");
    }
    assert_eq!(world.kept("1").await.0, 1);
}

#[actix_web::test]
async fn a_slow_first_request_takes_no_later_login_from_the_browser() {
    let world = World::new();
    let app = world.app().await;
    let browser = with_only(&from_before(&world, &app).await, SESSION);
    let mut faster = browser.clone();
    let late = while_slow(&browser, Method::GET, "/slow/who", async {
        assert_eq!(faster.post("/confirm").await.status, 200);
    });
    assert!(late.await.set_cookies().is_empty());
    assert_eq!(status(&mut faster, "/protected").await, 200);
}

#[actix_web::test]
async fn l1_logging_out_with_a_timed_out_cookie_ends_the_session_that_a_copy_has_kept_warm() {
    let world = World::new();
    let app = world.app().await;
    let mut owner = with_only(&from_before(&world, &app).await, SESSION);
    let mut thief = owner.clone();
    for _ in 0..3 {
        world.wait(HOUR);
        assert_eq!(status(&mut thief, "/protected").await, 200);
    }
    assert_eq!(status(&mut owner.clone(), "/protected").await, 401);
    owner.post("/logout").await;
    assert_eq!(status(&mut thief, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l1_logging_out_with_a_timed_out_cookie_ends_a_warm_copy_that_has_not_come_yet() {
    let world = World::new();
    let sealed = world.sealed_app().await;
    let owner = logged_in(&sealed, "1").await;
    let mut thief = owner.clone();
    for _ in 0..3 {
        world.wait(HOUR);
        assert_eq!(status(&mut thief, "/protected").await, 200);
    }
    let app = world.app().await;
    at(&app, &owner).post("/logout").await;
    assert_eq!(status(&mut at(&app, &thief), "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l1_logging_out_with_a_timed_out_cookie_ends_what_a_copy_went_on_as() {
    for uri in ["/confirm", "/permanent"] {
        let world = World::new();
        let app = world.app().await;
        let owner = at(&app, &logged_in(&world.sealed_app().await, "1").await);
        let mut thief = owner.clone();
        for _ in 0..2 {
            world.wait(HOUR);
            thief.post(uri).await;
        }
        assert_eq!(status(&mut thief, "/protected").await, 200, "{uri}");
        owner.clone().post("/logout").await;
        assert_eq!(status(&mut thief, "/protected").await, 401, "{uri}");
        assert_eq!(world.kept("1").await, (0, 0), "{uri}");
    }
}

#[actix_web::test]
async fn d2_of_two_sealed_cookies_of_one_session_the_later_goes_on() {
    for is_first in [false, true] {
        let world = World::new();
        let mut browser = logged_in(&world.sealed_app().await, "1").await;
        browser.post("/data/key/before").await;
        let before = browser.clone();
        world.wait(HOUR);
        browser.post("/data/key/after").await;
        let mut both = [before.cookie_header(), browser.cookie_header()];
        if is_first {
            both.reverse();
        }
        let app = world.app().await;
        let ask = TestRequest::with_uri("/data").insert_header(("cookie", both.join("; ")));
        assert_eq!(app.send(ask).await.text(), "key=after");
        let mut browser = at(&app, &browser);
        assert_eq!(browser.get("/data").await.text(), "key=after");
    }
}

#[actix_web::test]
async fn a_lost_first_answer_leads_to_the_same_session() {
    let world = World::new();
    let app = world.app().await;
    let browser = from_before(&world, &app).await;
    let mut lost = browser.clone();
    lost.post("/data/other/1").await;
    for seconds in [0, 100, HOUR] {
        world.wait(seconds);
        let mut again = browser.clone();
        assert_eq!(again.get("/data").await.text(), "key=value other=1");
        assert_eq!(status(&mut again, "/protected").await, 200);
    }
    assert_eq!(world.kept("1").await.0, 1);
}

#[actix_web::test]
async fn l1_after_whatever_ends_it_no_copy_of_the_sealed_cookie_counts() {
    let ends = [
        ("/logout", 401),
        ("/revoke-all", 401),
        ("/login?user=2", 401),
        ("/confirm", 200),
        ("/login?user=1", 200),
        ("/permanent", 200),
        ("others", 401),
    ];
    for (uri, remembered_after) in ends {
        for is_remembered in [false, true] {
            let what = format!("{uri} {is_remembered}");
            let world = World::new();
            let app = world.app().await;
            let mut browser = from_before(&world, &app).await;
            if !is_remembered {
                browser = at(&app, &logged_in(&world.sealed_app().await, "1").await);
            }
            let copy = browser.clone();
            if uri == "others" {
                browser.get("/protected").await;
                let mut other = logged_in(&app, "1").await;
                assert_eq!(other.post("/revoke-others").await.text(), "1");
            } else {
                assert_eq!(browser.post(uri).await.status, 200, "{what}");
            }
            // Not later either, for as long as it could have lived.
            for seconds in [0, 61, HOUR] {
                world.wait(seconds);
                for _ in 0..3 {
                    let app = world.app().await;
                    let mut copy = at(&app, &with_only(&copy, SESSION));
                    assert_eq!(status(&mut copy, "/protected").await, 401, "{what}");
                }
            }
            if is_remembered {
                let mut copy = with_only(&copy, REMEMBER);
                let expected = remembered_after;
                assert_eq!(status(&mut copy, "/protected").await, expected, "{what}");
            }
        }
    }
}

#[actix_web::test]
async fn l2_after_a_logout_no_copy_of_a_remember_cookie_from_before_counts() {
    for uses in 0..3 {
        let world = World::new();
        let app = world.app().await;
        let mut browser = with_only(&from_before(&world, &app).await, REMEMBER);
        let mut copies = vec![browser.clone()];
        for _ in 0..uses {
            browser.close();
            assert_eq!(status(&mut browser, "/protected").await, 200);
            copies.push(with_only(&browser, REMEMBER));
        }
        browser.post("/logout").await;
        for seconds in [0, 100, 300 * DAY] {
            world.wait(seconds);
            for copy in &copies {
                assert_eq!(status(&mut copy.clone(), "/protected").await, 401, "{uses}");
            }
        }
        assert_eq!(world.kept("1").await, (0, 0));
    }
}

#[actix_web::test]
async fn l2_a_session_from_before_ends_with_its_remember_cookie() {
    let world = World::new();
    let sealed = world.sealed_app().await;
    let app = world.app().await;
    for knows in [false, true] {
        let owner = remembered(&sealed, "1").await;
        let mut thief = with_only(&owner, REMEMBER);
        assert_eq!(status(&mut thief, "/protected").await, 200);
        let mut thief = at(&app, &with_only(&thief, SESSION));
        if knows {
            assert_eq!(status(&mut thief, "/protected").await, 200);
        }
        at(&app, &owner).post("/logout").await;
        assert_eq!(status(&mut thief, "/protected").await, 401, "{knows}");
    }
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn r3_a_remember_cookie_from_before_is_rotated_and_parallel_uses_are_one() {
    let world = World::new();
    let app = world.app().await;
    let browser = with_only(&from_before(&world, &app).await, REMEMBER);
    let done = all_at_once(vec![browser.clone(); 20], Method::GET, "/protected").await;
    let mut set = 0;
    for (mut browser, answer) in done {
        assert_eq!(answer.status, 200);
        set += answer.set_cookies().len();
        browser.get("/protected").await;
    }
    assert_eq!(set, 2);
    assert_eq!(world.kept("1").await, (1, 1));
    world.wait(61);
    assert_eq!(status(&mut browser.clone(), "/protected").await, 401);
    assert_eq!(
        world.take_events().last().unwrap(),
        "remember_cookie_stolen"
    );
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l3_a_new_password_ends_what_came_from_before_as_well() {
    let world = World::new();
    let app = world.app().await;
    let other = from_before(&world, &app).await;
    let mut here = from_before(&world, &app).await;
    here.post("/password").await;
    for name in [SESSION, REMEMBER] {
        assert_eq!(
            status(&mut with_only(&other, name), "/protected").await,
            401
        );
    }
    assert_eq!(status(&mut here, "/protected").await, 200);
    here.close();
    assert_eq!(status(&mut here, "/protected").await, 200);
}

#[actix_web::test]
async fn d5_while_the_store_is_down_a_session_from_before_is_kept() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = from_before(&world, &app).await;
    for (operation, was_seen) in [("create", false), ("load", false), ("load", true)] {
        let mut browser = if was_seen {
            browser.clone()
        } else {
            from_before(&world, &app).await
        };
        if was_seen {
            browser.clone().get("/protected").await;
        }
        world.store.fail(&[operation]);
        let answer = browser.get("/protected").await;
        assert_eq!(answer.status, 503);
        assert!(answer.set_cookies().is_empty());
        world.store.fail(&[]);
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn without_the_store_again_a_ticket_is_nobody_and_harms_nothing() {
    let world = World::new();
    let app = world.app().await;
    let browser = remembered(&app, "1").await;
    let mut back = at(&world.sealed_app().await, &with_only(&browser, SESSION));
    assert_eq!(back.get("/who").await.text(), "nobody");
    back.post("/login?user=1").await;
    assert_eq!(back.get("/who").await.text(), "1");
}
