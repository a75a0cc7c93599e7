//! Which client a request comes from, and what that means for a login.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
};

use actix_web::{http::Method, test::TestRequest, web};
use login::{
    AuthSession, BuildError, LoginManagerBuilder, Session, SessionIdentifier, SessionProtection,
    client_address,
};
use login_tests::{Browser, TestApp, Users};

const PROXY: &str = "10.0.0.1";
const CLIENT: &str = "203.0.113.9";

/// An application behind proxies, with strong protection.
async fn behind_proxies() -> TestApp {
    TestApp::with(|manager| {
        strong(manager).trusted_proxies(["10.0.0.0/8", "fd00::/8", "192.0.2.1"])
    })
    .await
}

fn strong(manager: LoginManagerBuilder) -> LoginManagerBuilder {
    manager.session_protection(SessionProtection::Strong)
}

fn from(peer: &str, method: Method, uri: &str) -> TestRequest {
    let peer: IpAddr = peer.parse().unwrap();
    TestRequest::with_uri(uri)
        .method(method)
        .peer_addr((peer, 4711).into())
}

/// A request with these lines of `X-Forwarded-For`.
fn forwarded(peer: &str, lines: &[&str], method: Method, uri: &str) -> TestRequest {
    let request = from(peer, method, uri);
    let lines = lines.iter();
    lines.fold(request, |request, line| {
        request.append_header(("X-Forwarded-For", *line))
    })
}

async fn logged_in_by(app: &TestApp, peer: &str, lines: &[&str]) -> Browser {
    let mut browser = app.browser();
    let login = forwarded(peer, lines, Method::POST, "/login?user=1");
    assert_eq!(browser.send_request(login).await.text(), "True");
    browser
}

/// Whether a copy of the browser's cookies is somebody else's there.
async fn is_another(browser: &Browser, peer: &str, lines: &[&str]) -> bool {
    let mut browser = browser.clone();
    let request = forwarded(peer, lines, Method::GET, "/protected");
    browser.send_request(request).await.status != 200
}

#[actix_web::test]
async fn u2_an_address_in_a_header_is_not_believed_by_default() {
    let app = TestApp::with(strong).await;
    let browser = logged_in_by(&app, CLIENT, &["1.1.1.1"]).await;
    assert!(!is_another(&browser, CLIENT, &["2.2.2.2"]).await);
    assert!(!is_another(&browser, CLIENT, &[]).await);
    assert!(is_another(&browser, "203.0.113.10", &["203.0.113.9"]).await);
}

#[actix_web::test]
async fn u2_an_address_in_a_header_is_not_believed_from_others_than_trusted_proxies() {
    let app = behind_proxies().await;
    for stranger in ["203.0.113.10", "11.0.0.1", "192.0.2.2", "fe00::1"] {
        let browser = logged_in_by(&app, CLIENT, &["1.1.1.1"]).await;
        assert!(!is_another(&browser, CLIENT, &["2.2.2.2"]).await);
        assert!(
            is_another(&browser, stranger, &[CLIENT]).await,
            "{stranger}"
        );
    }
}

#[actix_web::test]
async fn u2_the_last_address_before_the_trusted_proxies_is_the_client() {
    let app = behind_proxies().await;
    for lines in [
        &["203.0.113.9"][..],
        &["9.9.9.9, 203.0.113.9"],
        &["203.0.113.9, 10.9.9.9, 192.0.2.1"],
        &["9.9.9.9", "203.0.113.9", "fd00::7"],
        &["unknown, 203.0.113.9"],
        &["203.0.113.9:50000"],
        &["::ffff:203.0.113.9"],
    ] {
        let browser = logged_in_by(&app, PROXY, &[CLIENT]).await;
        assert!(!is_another(&browser, PROXY, lines).await, "{lines:?}");
        // The same from a listener that takes IPv4 as IPv6.
        let mapped = format!("::ffff:{PROXY}");
        assert!(!is_another(&browser, &mapped, lines).await, "{lines:?}");
    }
}

#[actix_web::test]
async fn u2_what_a_client_writes_before_its_own_address_does_not_count() {
    let app = behind_proxies().await;
    for lines in [
        &["203.0.113.9, 1.1.1.1"][..],
        &["203.0.113.9", "1.1.1.1"],
        &["203.0.113.9", "1.1.1.1, 10.0.0.2"],
        &["203.0.113.9, unknown"],
        &["203.0.113.9,"],
        &["203.0.113.9, , 10.0.0.2"],
        &["203.0.113.9", ""],
        &["203.0.113.9, 1.1.1.1.1, 10.0.0.2"],
        &["for=203.0.113.9"],
        &[],
    ] {
        let browser = logged_in_by(&app, PROXY, &[CLIENT]).await;
        assert!(is_another(&browser, PROXY, lines).await, "{lines:?}");
    }
}

#[actix_web::test]
async fn u2_thousands_of_entries_are_no_trouble() {
    let app = behind_proxies().await;
    let line = "9.9.9.9, ".repeat(5000) + CLIENT;
    let browser = logged_in_by(&app, PROXY, &[CLIENT]).await;
    assert!(!is_another(&browser, PROXY, &[&line]).await);
    let many = vec!["9.9.9.9"; 500];
    assert!(is_another(&browser, PROXY, &many).await);
}

#[actix_web::test]
async fn u2_only_one_header_is_read() {
    let app = behind_proxies().await;
    let browser = logged_in_by(&app, PROXY, &[CLIENT]).await;
    for (name, value) in [
        ("Forwarded", "for=1.1.1.1"),
        ("X-Real-Ip", "1.1.1.1"),
        ("X-Client-Ip", "1.1.1.1"),
        ("Client-Ip", "1.1.1.1"),
        ("CF-Connecting-IP", "1.1.1.1"),
    ] {
        let mut browser = browser.clone();
        let request = forwarded(PROXY, &[CLIENT], Method::GET, "/protected");
        let request = request.insert_header((name, value));
        assert_eq!(browser.send_request(request).await.status, 200, "{name}");
    }
}

#[actix_web::test]
async fn u2_listeners_hear_of_the_same_client_as_session_protection() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&heard);
    let app = TestApp::with(|manager| {
        let manager = strong(manager).trusted_proxies([PROXY]);
        manager.on_event(move |event, request| {
            if event.name() == "user_logged_in" {
                tell.lock().unwrap().push(client_address(request));
            }
        })
    })
    .await;
    logged_in_by(&app, PROXY, &["9.9.9.9, 203.0.113.9"]).await;
    logged_in_by(&app, CLIENT, &["9.9.9.9"]).await;
    logged_in_by(&app, PROXY, &["garbage"]).await;
    app.browser().post("/login?user=1").await;
    let expected = [Some(CLIENT), Some(CLIENT), Some(PROXY), None];
    let expected = expected.map(|address| address.map(|text| text.parse().unwrap()));
    assert_eq!(*heard.lock().unwrap(), expected);
}

#[actix_web::test]
async fn u2_listeners_hear_from_where_a_request_of_another_sites_page_came() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&heard);
    let app = TestApp::with(|manager| {
        let manager = manager.trusted_proxies([PROXY]);
        manager.on_event(move |event, request| {
            let heard = (event.name(), client_address(request));
            tell.lock().unwrap().push(heard);
        })
    })
    .await;
    // More than once, since contexts are used again.
    for _ in 0..3 {
        let request = forwarded(PROXY, &[CLIENT], Method::POST, "/login?user=1");
        let answer = app
            .send(request.insert_header(("sec-fetch-site", "cross-site")))
            .await;
        assert_eq!(answer.status, 403);
    }
    let client = CLIENT.parse().ok();
    assert_eq!(*heard.lock().unwrap(), [("cross_site_refused", client); 3]);
}

#[actix_web::test]
async fn a_client_may_be_known_by_its_network_or_by_its_user_agent_alone() {
    use SessionIdentifier::{Address, Network, UserAgent};

    for (identifier, other, is_the_same) in [
        (Address, "203.0.113.10", false),
        (Network, "203.0.113.10", true),
        (Network, "203.0.114.9", false),
        (Network, "2001:db8::1", false),
        (UserAgent, "198.51.100.1", true),
        (UserAgent, "2001:db8::1", true),
    ] {
        let app = TestApp::with(|manager| strong(manager).session_identifier(identifier)).await;
        let browser = logged_in_by(&app, CLIENT, &[]).await;
        let is_another = is_another(&browser, other, &[]).await;
        assert_eq!(is_another, !is_the_same, "{identifier:?} {other}");

        let mut browser = logged_in_by(&app, CLIENT, &[]).await;
        let request = from(CLIENT, Method::GET, "/protected");
        let request = request.insert_header(("User-Agent", "other/1"));
        assert_eq!(browser.send_request(request).await.status, 401);
    }
}

#[actix_web::test]
async fn of_ipv6_64_bits_are_one_network() {
    let app =
        TestApp::with(|manager| strong(manager).session_identifier(SessionIdentifier::Network))
            .await;
    let browser = logged_in_by(&app, "2001:db8::1", &[]).await;
    assert!(!is_another(&browser, "2001:db8::ffff:ffff:ffff:ffff", &[]).await);
    assert!(is_another(&browser, "2001:db8:0:1::1", &[]).await);
}

/// In Flask-Login strong protection of a permanent session is basic, and a remembered login has
/// no identifier, so that strong protection ends it.
#[actix_web::test]
async fn strong_protection_holds_for_permanent_and_remembered_sessions() {
    let app = TestApp::with_pages(strong, |app| {
        app.route(
            "/permanent",
            web::post().to(async |session: Session| {
                session.set_permanent(true)?;
                Ok::<_, actix_web::Error>("permanent")
            }),
        )
        .route(
            "/remembered",
            web::get().to(async |auth: AuthSession| auth.login_remembered().to_string()),
        );
    })
    .await;
    let mut permanent = logged_in_by(&app, CLIENT, &[]).await;
    let request = from(CLIENT, Method::POST, "/permanent");
    assert_eq!(permanent.send_request(request).await.text(), "permanent");
    assert!(!is_another(&permanent, CLIENT, &[]).await);
    assert!(is_another(&permanent, PROXY, &[]).await);
    assert!(is_another(&permanent, CLIENT, &[]).await);

    let mut remembered = app.browser();
    let login = from(CLIENT, Method::POST, "/login?user=1&remember=true");
    remembered.send_request(login).await;
    remembered.close();
    for _ in 0..3 {
        let request = from(CLIENT, Method::GET, "/protected");
        assert_eq!(remembered.send_request(request).await.status, 200);
    }
    let mut copy = remembered.clone();
    let request = from(PROXY, Method::GET, "/protected");
    assert_eq!(copy.send_request(request).await.status, 401);
    assert!(copy.jar.is_empty());
    assert!(is_another(&remembered, CLIENT, &[]).await);
}

#[actix_web::test]
async fn u2_proxies_that_are_none_or_everybody_are_refused_when_the_application_starts() {
    for network in ["proxy.example", "10.0.0.1/8", "0.0.0.0/0", "::/0", ""] {
        let clock = login::testing::TestClock::new();
        let secret = login::SecretKey::generate().unwrap();
        let builder = TestApp::builder(secret, &Users::new(), &clock);
        let error = builder.trusted_proxies([network]).build().unwrap_err();
        let network = network.to_owned();
        assert_eq!(error, BuildError::TrustedProxy { network });
    }
}
