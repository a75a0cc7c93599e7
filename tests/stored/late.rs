//! What a response leaves alone that comes after another request of the same browser has renewed or
//! ended its session, with a store and without.

use actix_web::http::Method;
use login_tests::TestApp;

use super::{
    DAY, SESSION,
    pages::gate,
    races::while_slow,
    world::{World, logged_in, remembered, status},
};

/// Sessions in the store, and in cookies.
async fn both_apps(world: &World) -> [TestApp; 2] {
    [world.app().await, world.sealed_app().await]
}

#[actix_web::test]
async fn a_slow_request_of_a_permanent_session_takes_no_later_login_from_the_browser() {
    let world = World::new();
    for app in both_apps(&world).await {
        let mut browser = logged_in(&app, "1").await;
        browser.post("/permanent").await;
        world.wait(3 * DAY);
        let mut faster = browser.clone();
        let late = while_slow(&browser, Method::GET, "/slow/who", async {
            assert_eq!(faster.post("/confirm").await.status, 200);
        });
        assert!(late.await.set_cookies().is_empty());
        assert_eq!(status(&mut faster, "/protected").await, 200);
    }
}

#[actix_web::test]
async fn f3_a_slow_request_does_not_bring_back_a_ticket_that_was_changed() {
    for change in ["/confirm", "/login?user=1", "/permanent", "/login?user=2"] {
        for uri in ["/slow/data/key/value", "/slow/remove/key"] {
            let world = World::new();
            for app in both_apps(&world).await {
                let mut browser = logged_in(&app, "1").await;
                let mut copy = browser.clone();
                let before = browser.clone();
                let late = while_slow(&before, Method::POST, uri, async {
                    browser.post(change).await;
                });
                assert!(late.await.set_cookies().is_empty(), "{change} {uri}");
                let answer = copy.get("/protected").await;
                assert_eq!(answer.status, 401, "{change} {uri}");
                assert!(answer.set_cookies().is_empty());
                assert_eq!(status(&mut browser, "/protected").await, 200);
            }
        }
    }
}

#[actix_web::test]
async fn f3_a_slow_renewal_does_not_bring_back_what_was_renewed_and_then_logged_out() {
    for uri in ["/slow/renew", "/slow/permanent", "/slow/confirm"] {
        for change in ["/confirm", "/renew", "/login?user=1", "/login?user=2"] {
            let world = World::new();
            for app in both_apps(&world).await {
                let mut browser = logged_in(&app, "1").await;
                let mut copy = browser.clone();
                let late = while_slow(&copy, Method::POST, uri, async {
                    browser.post(change).await;
                    browser.post("/logout").await;
                });
                let late = late.await;
                assert!(late.set_cookies().is_empty(), "{uri} {change} {late:?}");
                assert_eq!(copy.get("/protected").await.status, 401, "{uri} {change}");
            }
        }
    }
}

#[actix_web::test]
async fn l1_of_two_renewals_side_by_side_one_counts_and_ends_with_the_old_cookie() {
    for uri in ["/slow/renew", "/slow/permanent"] {
        let world = World::new();
        for app in both_apps(&world).await {
            let mut browser = logged_in(&app, "1").await;
            let mut old = browser.clone();
            let late = while_slow(&old, Method::POST, uri, async {
                assert_eq!(browser.post("/renew").await.status, 200);
            });
            assert!(late.await.set_cookies().is_empty(), "{uri}");
            assert_eq!(status(&mut browser, "/protected").await, 200, "{uri}");
            old.post("/logout").await;
            assert_eq!(status(&mut browser, "/protected").await, 401, "{uri}");
        }
    }
}

#[actix_web::test]
async fn a_late_renewal_that_stores_nothing_leaves_the_newer_cookie_in_the_browser() {
    let world = World::new();
    for app in both_apps(&world).await {
        let mut browser = logged_in(&app, "1").await;
        let mut old = browser.clone();
        browser.post("/confirm").await;
        assert!(old.post("/renew").await.set_cookies().is_empty());
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
}

#[actix_web::test]
async fn a_confirmation_that_comes_too_late_leaves_the_newer_cookie_in_the_browser() {
    let world = World::new();
    for app in both_apps(&world).await {
        let mut browser = logged_in(&app, "1").await;
        // Long enough for the use of the session to be noted.
        world.wait(10 * 60);
        let old = browser.clone();
        let late = while_slow(&old, Method::POST, "/slow/confirm", async {
            assert_eq!(browser.post("/confirm").await.status, 200);
        });
        let late = late.await;
        assert_eq!(late.status, 401);
        assert!(late.set_cookies().is_empty(), "{late:?}");
        assert_eq!(status(&mut browser, "/protected").await, 200);
    }
}

#[actix_web::test]
async fn l1_a_logout_after_a_renewal_that_came_too_late_ends_what_took_its_place() {
    let world = World::new();
    for app in both_apps(&world).await {
        let mut browser = logged_in(&app, "1").await;
        let old = browser.clone();
        let late = while_slow(&old, Method::POST, "/slow/renew-and-leave", async {
            assert_eq!(browser.post("/renew").await.status, 200);
        });
        let late = late.await;
        assert_eq!(late.text(), "logged out");
        assert!(late.set_cookie(SESSION).unwrap().is_removal());
        assert_eq!(status(&mut browser, "/protected").await, 401);
    }
}

#[actix_web::test]
async fn l2_an_overtaken_request_that_renews_and_logs_out_takes_the_cookie_from_the_browser() {
    let world = World::new();
    for app in both_apps(&world).await {
        let mut browser = logged_in(&app, "1").await;
        let mut old = browser.clone();
        browser.post("/confirm").await;
        gate().open();
        let answer = old.post("/slow/renew-and-leave").await;
        gate().entered().await;
        assert!(answer.set_cookie(SESSION).unwrap().is_removal());
        assert_eq!(status(&mut browser, "/protected").await, 401);
    }
}

#[actix_web::test]
async fn f3_a_late_response_does_not_bring_a_session_back_into_the_browser_that_logged_out() {
    let world = World::new();
    for app in both_apps(&world).await {
        let mut browser = remembered(&app, "1").await;
        world.wait(10 * 60);
        let before = browser.clone();
        let late = while_slow(&before, Method::POST, "/slow/data/key/value", async {
            browser.post("/logout").await;
        });
        assert!(late.await.set_cookies().is_empty());
    }
}

#[actix_web::test]
async fn a_late_response_to_a_visitor_does_not_replace_the_login() {
    for uri in ["/slow/data/other/1", "/slow/remove/key", "/slow/renew"] {
        let world = World::new();
        for app in both_apps(&world).await {
            let mut browser = app.browser();
            browser.post("/data/key/1").await;
            let before = browser.clone();
            let late = while_slow(&before, Method::POST, uri, async {
                browser.post("/login?user=1").await;
            });
            assert!(late.await.set_cookies().is_empty(), "{uri}");
            assert_eq!(status(&mut browser, "/protected").await, 200, "{uri}");
        }
    }
}

#[actix_web::test]
async fn an_overtaken_request_does_not_take_the_next_remember_cookie_from_the_browser() {
    for again in ["/login?user=1&remember=true", "/login?user=2&remember=true"] {
        let world = World::new();
        for app in both_apps(&world).await {
            let mut browser = remembered(&app, "1").await;
            let mut late = browser.clone();
            browser.post(again).await;
            let answer = late.get("/protected").await;
            assert_eq!(answer.status, 401, "{again}");
            assert!(answer.set_cookies().is_empty(), "{again}");
        }
    }
}
