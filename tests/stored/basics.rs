//! What a store gets to see, and how often it is asked.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    HOUR, REMEMBER, SESSION,
    world::{World, logged_in, remembered},
};

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|part| part == needle)
}

#[actix_web::test]
async fn t2_nothing_that_the_store_sees_makes_a_cookie() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    browser.post("/data/key/value").await;
    let mut cookies = vec![browser.jar[SESSION].clone(), browser.jar[REMEMBER].clone()];
    browser.close();
    browser.get("/protected").await;
    cookies.push(browser.jar[SESSION].clone());
    cookies.push(browser.jar[REMEMBER].clone());
    let dump = world.store.dump();
    assert!(dump.len() > 6);
    for cookie in &cookies {
        let sealed = URL_SAFE_NO_PAD.decode(cookie).unwrap();
        for seen in &dump {
            assert!(!contains(seen, cookie.as_bytes()));
            // Neither the cookie's bytes nor any part of them.
            assert!(!sealed.windows(16).any(|part| contains(seen, part)));
        }
    }
}

#[actix_web::test]
async fn t2_a_key_of_the_store_sent_as_a_cookie_is_nobody() {
    let world = World::new();
    let app = world.app().await;
    remembered(&app, "1").await;
    let keys = world.store.written();
    assert_eq!(keys.len(), 2);
    world.store.take_calls();
    for entry in keys {
        for bytes in [&entry.key.as_bytes()[..], &entry.data[..]] {
            for name in [SESSION, REMEMBER] {
                let mut thief = app.browser();
                let value = URL_SAFE_NO_PAD.encode(bytes);
                thief.jar.insert(name.to_owned(), value);
                assert_eq!(thief.get("/protected").await.status, 401);
            }
        }
    }
    assert!(world.store.take_calls().is_empty());
}

#[actix_web::test]
async fn t1_tickets_are_never_the_same_and_two_seals_of_one_ticket_differ() {
    let world = World::new();
    let app = world.app().await;
    let mut values = std::collections::BTreeSet::new();
    let mut browser = app.browser();
    for _ in 0..100 {
        browser.post("/login?user=1").await;
        assert!(values.insert(browser.jar[SESSION].clone()));
    }
    let keys: std::collections::BTreeSet<_> = world
        .store
        .written()
        .iter()
        .filter(|entry| entry.owner.is_some())
        .map(|entry| entry.key)
        .collect();
    assert_eq!(keys.len(), 100);
}

#[actix_web::test]
async fn t3_an_invented_or_foreign_token_is_never_adopted() {
    let world = World::new();
    let app = world.app().await;
    let elsewhere = World::new();
    let foreign = elsewhere
        .app_with(|builder| builder.application_name("another"))
        .await;
    let foreign = logged_in(&foreign, "1").await.jar[SESSION].clone();
    let remembered = remembered(&app, "1").await.jar[REMEMBER].clone();
    for invented in [foreign, "x".repeat(80), "AAAA".to_owned(), remembered] {
        let mut browser = app.browser();
        browser.jar.insert(SESSION.to_owned(), invented.clone());
        world.store.take_calls();
        assert_eq!(browser.get("/who").await.text(), "nobody");
        assert!(world.store.take_calls().is_empty());
        browser.jar.insert(SESSION.to_owned(), invented.clone());
        browser.post("/login?user=1").await;
        assert_ne!(browser.jar[SESSION], invented);
        assert_eq!(browser.get("/who").await.text(), "1");
        browser.jar.insert(SESSION.to_owned(), invented);
        assert_eq!(browser.get("/who").await.text(), "nobody");
    }
}

#[actix_web::test]
async fn d3_r7_a_flood_of_junk_costs_the_store_nothing() {
    let world = World::new();
    let app = world.app().await;
    let real = remembered(&app, "1").await;
    world.store.take_calls();
    for name in [SESSION, REMEMBER] {
        let good = &real.jar[name];
        for n in 0..200 {
            let junk = match n % 4 {
                0 => format!("{n}{good}"),
                1 => good[..good.len() - 1 - n / 4].to_owned(),
                2 => "A".repeat(n * 20),
                _ => format!("{n:x}"),
            };
            let mut flood = app.browser();
            flood.jar.insert(name.to_owned(), junk);
            assert_eq!(flood.get("/who").await.text(), "nobody");
        }
    }
    assert!(world.store.take_calls().is_empty());
    assert_eq!(world.kept("1").await, (1, 1));
}

#[actix_web::test]
async fn d3_a_cookie_of_what_is_gone_costs_lookups_of_it_and_of_its_end() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    let gone = browser.clone();
    browser.post("/logout").await;
    for (name, lookups) in [(SESSION, 3), (REMEMBER, 2)] {
        let mut only = super::world::with_only(&gone, name);
        world.store.take_calls();
        let answer = only.get("/protected").await;
        assert_eq!(answer.status, 401);
        assert_eq!(world.store.take_calls(), vec!["load"; lookups], "{name}");
        assert!(answer.set_cookie(name).unwrap().is_removal());
    }
}

#[actix_web::test]
async fn d2_many_dead_tickets_beside_a_live_one_decide_nothing_in_any_order() {
    let world = World::new();
    let app = world.app().await;
    let live = logged_in(&app, "1").await.jar[SESSION].clone();
    let mut dead = Vec::new();
    for _ in 0..3 {
        let mut browser = logged_in(&app, "2").await;
        dead.push(browser.jar[SESSION].clone());
        browser.post("/logout").await;
    }
    for place in 0..4 {
        let mut values = dead.clone();
        values.insert(place, live.clone());
        let values: Vec<_> = values.iter().map(|v| format!("{SESSION}={v}")).collect();
        let request = actix_web::test::TestRequest::with_uri("/who")
            .insert_header(("cookie", values.join("; ")));
        assert_eq!(app.send(request).await.text(), "1", "{place}");
    }
}

#[actix_web::test]
async fn d3_pages_that_ask_for_nothing_never_reach_the_store() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    world.store.take_calls();
    for uri in ["/public", "/next", "/login", "/nowhere"] {
        browser.get(uri).await;
    }
    let mut visitor = app.browser();
    for uri in ["/public", "/protected", "/who", "/data", "/fresh"] {
        let answer = visitor.get(uri).await;
        assert!(answer.set_cookies().is_empty());
    }
    assert!(world.store.take_calls().is_empty());
}

#[actix_web::test]
async fn e5_a_guarded_page_costs_one_command() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    world.store.take_calls();
    for uri in [
        "/protected",
        "/fresh",
        "/current",
        "/who",
        "/state",
        "/data",
    ] {
        let answer = browser.get(uri).await;
        assert_eq!(answer.status, 200);
        assert!(answer.set_cookies().is_empty());
        assert_eq!(world.store.take_calls(), ["load"], "{uri}");
    }
}

#[actix_web::test]
async fn e5_use_is_noted_once_in_each_window() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    world.store.take_calls();
    for _ in 0..1000 {
        world.wait(1);
        let answer = browser.get("/protected").await;
        assert!(answer.set_cookies().is_empty());
    }
    let calls = world.store.take_calls();
    let touches = calls.iter().filter(|call| **call == "touch").count();
    // A window is a twentieth of two hours: 360 seconds.
    assert_eq!(touches, 2);
    assert_eq!(calls.len(), 1002);
}

#[actix_web::test]
async fn e1_touches_keep_a_session_alive_and_nothing_else_does() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    for _ in 0..10 {
        world.wait(2 * HOUR - 1);
        assert_eq!(browser.get("/protected").await.status, 200);
        for _ in 0..3 {
            browser.get("/public").await;
        }
    }
    world.wait(2 * HOUR);
    assert_eq!(browser.get("/protected").await.status, 401);
    assert!(browser.jar.is_empty());
}

#[actix_web::test]
async fn d3_logging_in_and_out_leaves_nothing_in_the_store_but_that_it_has_ended() {
    let world = World::new();
    let app = world.app().await;
    for _ in 0..5 {
        let mut browser = remembered(&app, "1").await;
        let mut copy = browser.clone();
        browser.post("/logout").await;
        copy.post("/logout").await;
        let mut browser = remembered(&app, "1").await;
        browser.close();
        browser.get("/protected").await;
        browser.post("/logout").await;
        app.browser().post("/logout").await;
    }
    assert_eq!(world.kept("1").await, (0, 0));
    // For a minute, of each remembered login.
    assert_eq!(world.store.len().await, 10);
}
