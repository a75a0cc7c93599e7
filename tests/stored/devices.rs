//! Where a user is logged in, and the end of that.

use actix_web::{http::Method, rt::spawn, test::TestRequest};
use login::SessionProtection;
use login_tests::Browser;

use super::{
    DAY, REMEMBER, SESSION,
    world::{World, at, logged_in, remembered, status, three, with_only},
};

pub(crate) struct Device {
    pub(crate) id: String,
    pub(crate) is_current: bool,
    is_remembered: bool,
}

pub(crate) async fn devices(browser: &mut Browser) -> Vec<Device> {
    let answer = browser.get("/devices").await;
    assert_eq!(answer.status, 200);
    let lines = answer.text().lines();
    lines
        .map(|line| {
            let mut words = line.split(' ');
            let mut next = || words.next().unwrap().to_owned();
            Device {
                id: next(),
                is_current: next() == "true",
                is_remembered: next() == "true",
            }
        })
        .collect()
}

/// The id of the current one, first in its list.
pub(crate) async fn own_id(browser: &mut Browser) -> String {
    let devices = devices(browser).await;
    let current = devices.iter().filter(|device| device.is_current).count();
    assert_eq!(current, 1);
    let first = devices.first().unwrap();
    assert!(first.is_current);
    first.id.clone()
}

#[actix_web::test]
async fn l7_a_user_sees_all_devices_and_the_current_one_first() {
    let world = World::new();
    let app = world.app().await;
    let [mut plain, mut remembered, _] = three(&world, &app).await;
    logged_in(&app, "2").await;
    for browser in [&mut plain, &mut remembered] {
        let devices = devices(browser).await;
        assert_eq!(devices.len(), 3);
        let current: Vec<_> = devices.iter().map(|device| device.is_current).collect();
        assert_eq!(current, [true, false, false]);
        let many = devices.iter().filter(|device| device.is_remembered).count();
        assert_eq!(many, 2);
        let cookies: String = browser.jar.values().map(String::as_str).collect();
        for device in &devices {
            assert_eq!(device.id.len(), 32);
            assert!(!cookies.contains(&device.id));
        }
    }
    assert_ne!(own_id(&mut plain).await, own_id(&mut remembered).await);
}

#[actix_web::test]
async fn l7_a_device_that_came_back_is_remembered_and_current_once() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    // Its first session is still there.
    browser.close();
    browser.get("/protected").await;
    browser.post("/confirm").await;
    let devices = devices(&mut browser).await;
    let current: Vec<_> = devices.iter().filter(|device| device.is_current).collect();
    assert_eq!(current.len(), 1);
    assert!(current[0].is_remembered);
}

#[actix_web::test]
async fn l7_revoking_one_ends_its_session_and_its_remember_cookie() {
    let world = World::new();
    let (a, b) = (world.app().await, world.app().await);
    let [plain, mut other, mut alone] = three(&world, &a).await;
    let id = own_id(&mut other).await;
    let mut plain = at(&b, &plain);
    assert_eq!(plain.post(&format!("/revoke/{id}")).await.text(), "true");
    assert_eq!(plain.post(&format!("/revoke/{id}")).await.text(), "false");
    for name in [SESSION, REMEMBER] {
        let mut copy = with_only(&other, name);
        assert_eq!(status(&mut copy, "/protected").await, 401, "{name}");
    }
    assert_eq!(status(&mut plain, "/protected").await, 200);
    assert_eq!(devices(&mut plain).await.len(), 2);
    assert_eq!(status(&mut alone, "/protected").await, 200);
}

#[actix_web::test]
async fn l7_revoking_a_remembered_device_whose_session_ended_ends_its_cookie() {
    let world = World::new();
    let app = world.app().await;
    let [mut plain, _, mut alone] = three(&world, &app).await;
    let devices = devices(&mut plain).await;
    // It was used before all others.
    let last = devices.last().unwrap();
    assert!(last.is_remembered);
    assert_eq!(
        plain.post(&format!("/revoke/{}", last.id)).await.text(),
        "true"
    );
    assert_eq!(status(&mut alone, "/protected").await, 401);
    assert!(alone.jar.is_empty());
}

#[actix_web::test]
async fn l7_revoking_this_one_logs_out() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = remembered(&app, "1").await;
    let copy = browser.clone();
    let id = own_id(&mut browser).await;
    assert_eq!(browser.post(&format!("/revoke/{id}")).await.text(), "true");
    assert!(browser.jar.is_empty());
    for name in [SESSION, REMEMBER] {
        assert_eq!(status(&mut with_only(&copy, name), "/protected").await, 401);
    }
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l7_anothers_login_can_neither_be_seen_nor_ended() {
    let world = World::new();
    let app = world.app().await;
    let mut mine = logged_in(&app, "1").await;
    let mut theirs = remembered(&app, "2").await;
    let id = own_id(&mut theirs).await;
    for id in [id.as_str(), "nonsense", &"0".repeat(32)] {
        assert_eq!(mine.post(&format!("/revoke/{id}")).await.text(), "false");
    }
    assert_eq!(mine.post("/revoke-others").await.text(), "0");
    assert_eq!(mine.post("/revoke-all").await.text(), "1");
    assert_eq!(status(&mut theirs, "/protected").await, 200);
    assert_eq!(devices(&mut theirs).await.len(), 1);
}

#[actix_web::test]
async fn l7_a_device_that_goes_on_while_it_is_revoked_ends_all_the_same() {
    let world = World::new();
    let app = world.app().await;
    let (mut mine, mut other) = (logged_in(&app, "1").await, logged_in(&app, "1").await);
    let id = own_id(&mut other).await;
    world.store.stall("delete_version");
    let revoking = spawn(async move { mine.post(&format!("/revoke/{id}")).await });
    world.store.stalled().await;
    assert_eq!(other.post("/confirm").await.status, 200);
    assert_eq!(status(&mut other, "/protected").await, 200);
    world.store.release();
    assert_eq!(revoking.await.unwrap().text(), "true");
    assert_eq!(status(&mut other, "/protected").await, 401);
}

#[actix_web::test]
async fn l5_revoking_all_ends_this_one_as_well() {
    let world = World::new();
    let app = world.app().await;
    let [plain, mut here, alone] = three(&world, &app).await;
    let copy = here.clone();
    let theirs = logged_in(&app, "2").await;
    assert_eq!(here.post("/revoke-all").await.text(), "3");
    assert!(here.jar.is_empty());
    for mut other in [
        plain,
        alone,
        with_only(&copy, SESSION),
        with_only(&copy, REMEMBER),
    ] {
        assert_eq!(status(&mut other, "/protected").await, 401);
    }
    assert_eq!(world.kept("1").await, (0, 0));
    assert_eq!(status(&mut theirs.clone(), "/protected").await, 200);
}

#[actix_web::test]
async fn l7_only_a_fresh_login_sees_and_ends_devices() {
    let world = World::new();
    let app = world.app().await;
    let other = logged_in(&app, "1").await;
    let mut stale = remembered(&app, "1").await;
    let id = own_id(&mut stale).await;
    stale.close();
    stale.get("/protected").await;
    assert_eq!(status(&mut stale, "/devices").await, 401);
    for uri in [&format!("/revoke/{id}"), "/revoke-others", "/revoke-all"] {
        assert_eq!(stale.post(uri).await.status, 401, "{uri}");
    }
    assert_eq!(status(&mut other.clone(), "/protected").await, 200);
    stale.post("/confirm").await;
    assert_eq!(status(&mut stale, "/devices").await, 200);
}

#[actix_web::test]
async fn l7_a_device_names_its_browser_and_the_address_it_came_from() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = app.browser();
    let request = TestRequest::post().uri("/login?user=1").insert_header((
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    ));
    browser.send_request(request).await;
    let answer = browser.get("/all-devices").await;
    assert!(
        answer.text().ends_with("Firefox on Linux"),
        "{}",
        answer.text()
    );
}

/// What the only device is said to be, after a request from another client.
async fn device_after(browser: &mut Browser, method: Method, uri: &str, client: &str) -> String {
    let request = TestRequest::with_uri(uri).method(method);
    let request = request.insert_header(("user-agent", client));
    assert_eq!(browser.send_request(request).await.status, 200, "{uri}");
    let answer = browser.get("/all-devices").await;
    let first = answer.text().lines().next().unwrap();
    first.splitn(4, ' ').last().unwrap().to_owned()
}

#[actix_web::test]
async fn l7_a_device_is_what_the_login_came_from_whatever_used_it_since() {
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
    const CURL: &str = "curl/8.5.0 (Windows)";
    let world = World::new();
    let app = world
        .app_with(|builder| builder.session_protection(SessionProtection::None))
        .await;
    let mut browser = app.browser();
    let login = "/login?user=1&remember=true";
    let device = device_after(&mut browser, Method::POST, login, FIREFOX).await;
    assert_eq!(device, "Firefox on Linux");
    for uri in ["/data/key/value", "/permanent"] {
        let device = device_after(&mut browser, Method::POST, uri, CURL).await;
        assert_eq!(device, "Firefox on Linux", "{uri}");
    }
    // A login of its own.
    world.wait(1);
    let device = device_after(&mut browser, Method::POST, "/confirm", CURL).await;
    assert_eq!(device, "curl on Windows");
    // The remember cookie is as old as the first.
    let mut browser = with_only(&browser, REMEMBER);
    let device = device_after(&mut browser, Method::GET, "/protected", CURL).await;
    assert_eq!(device, "curl on Windows");
    browser.get("/protected").await;
    world.wait(31 * DAY);
    let mut other = logged_in(&app, "1").await;
    let answer = other.get("/devices").await;
    let remembered = answer.text().lines().last().unwrap();
    assert!(
        remembered.ends_with("false true Firefox on Linux"),
        "{remembered}"
    );
}

#[actix_web::test]
async fn u2_a_device_came_from_the_address_that_a_trusted_proxy_names() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.trusted_proxies(["10.0.0.1"]))
        .await;
    for (peer, expected) in [
        ("10.0.0.1:4711", "203.0.113.9"),
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[::ffff:198.51.100.1]:4711", "198.51.100.1"),
    ] {
        let mut browser = app.browser();
        let user = expected.len() % 2 + 1;
        let request = TestRequest::post()
            .uri(&format!("/login?user={user}"))
            .insert_header(("x-forwarded-for", "1.1.1.1, 203.0.113.9"))
            .peer_addr(peer.parse().unwrap());
        browser.send_request(request).await;
        let answer = browser.get("/addresses").await;
        assert_eq!(answer.text().lines().next(), Some(expected));
    }
}

#[actix_web::test]
async fn l7_devices_are_nobodys_business_without_a_login_or_a_store() {
    let world = World::new();
    let app = world.app().await;
    assert_eq!(status(&mut app.browser(), "/all-devices").await, 401);
    let sealed = world.sealed_app().await;
    let mut browser = logged_in(&sealed, "1").await;
    for uri in [
        "/revoke-others",
        "/revoke-all",
        &format!("/revoke/{:032}", 0),
    ] {
        let answer = browser.post(uri).await;
        assert_eq!(answer.status, 500, "{uri}");
        assert_eq!(answer.text(), "Internal Server Error");
    }
    assert_eq!(status(&mut browser, "/devices").await, 500);
    assert_eq!(status(&mut browser, "/protected").await, 200);
}

#[actix_web::test]
async fn p4_listeners_are_told_of_logins_that_a_user_ends() {
    let world = World::new();
    let app = world.app().await;
    let [mut browser, mut other, _] = three(&world, &app).await;
    let other = own_id(&mut other).await;
    world.take_events();
    browser.post(&format!("/revoke/{other}")).await;
    assert_eq!(world.take_events(), ["logins_revoked"]);
    browser.post("/revoke/0000000000000000").await;
    assert!(world.take_events().is_empty());
    browser.post("/revoke-others").await;
    assert_eq!(world.take_events(), ["logins_revoked"]);
    browser.post("/revoke-all").await;
    assert_eq!(world.take_events(), ["logins_revoked", "user_logged_out"]);
}
