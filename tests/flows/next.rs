//! Where a login may lead.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use actix_web::{App, HttpResponse, HttpServer, http::Method, test::TestRequest, web};
use login::{CurrentUser, NextUrl, SecretKey, login_required, testing::TestClock};
use login_tests::{TestApp, User, Users, percent_encoded};

/// Where `/next` leads with this parameter.
async fn target(app: &TestApp, next: &str) -> String {
    let query = percent_encoded(next);
    let answer = app.browser().get(&format!("/next?next={query}")).await;
    answer.header("location").unwrap().to_owned()
}

#[actix_web::test]
async fn n1_n3_n4_addresses_that_lead_elsewhere_fall_to_the_default() {
    let app = TestApp::new().await;
    for next in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/%2e%2e//evil.example",
        "javascript:alert(1)",
        "http://localhost/",
        "https://localhost:8080/",
        "/a\r\nSet-Cookie: x=1",
        "/\0",
        "",
        "relative",
        &format!("/{}", "a".repeat(2048)),
    ] {
        assert_eq!(target(&app, next).await, "/default", "{next:?}");
    }
}

#[actix_web::test]
async fn n2_paths_of_this_site_are_followed_unchanged() {
    let app = TestApp::new().await;
    for next in [
        "/",
        "/view/?param=http://example.com",
        "/url%20with%20spaces/",
        "/%2f/example.com",
        "/a?b=c&d=%C3%A9#part",
    ] {
        assert_eq!(target(&app, next).await, next);
    }
    assert_eq!(target(&app, "/a b/é").await, "/a%20b/%C3%A9");
}

#[actix_web::test]
async fn n6_only_pages_that_can_be_opened_again_are_remembered() {
    let app = TestApp::with(|manager| manager.login_view("/login")).await;
    let mut browser = app.browser();
    for (method, location) in [
        (Method::GET, "/login?next=%2Fprotected%3Fa%3Db"),
        (Method::HEAD, "/login?next=%2Fprotected%3Fa%3Db"),
        (Method::POST, "/login"),
        (Method::DELETE, "/login"),
    ] {
        let answer = browser.send(method, "/protected?a=b").await;
        assert_eq!(answer.header("location"), Some(location));
    }
    let long = format!("/protected?{}", "a".repeat(2048));
    assert_eq!(browser.get(&long).await.header("location"), Some("/login"));
}

#[actix_web::test]
async fn n6_the_page_itself_is_no_place_to_go_and_two_are_none() {
    let app = TestApp::new().await;
    assert_eq!(target(&app, "/next").await, "/default");
    assert_eq!(target(&app, "/next?next=/a").await, "/default");
    let answer = app.browser().get("/next?next=/a&next=/b").await;
    assert_eq!(answer.header("location"), Some("/default"));
}

#[login_required]
async fn anything() -> &'static str {
    "anything"
}

/// Sends bytes to a real server, which sees the request target as an attacker wrote it.
#[actix_web::test]
async fn n5_the_next_that_a_guard_makes_is_as_safe_as_one_from_outside() {
    let (users, clock) = (Users::new(), TestClock::new());
    let manager = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock)
        .login_view("/login")
        .build()
        .unwrap();
    let server = HttpServer::new(move || {
        App::new()
            .wrap(manager.clone())
            .default_service(web::to(anything))
    })
    .workers(1)
    .bind(("127.0.0.1", 0))
    .unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let location = async |target: &'static str| {
        web::block(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            let request =
                format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            String::from_utf8(answer).unwrap()
        })
        .await
        .unwrap()
        .lines()
        .find_map(|line| line.strip_prefix("location: ").map(str::to_owned))
    };
    for target in [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "//evil.example/%2e%2e",
        "/.//evil.example",
        "/..//evil.example",
        "/%2e//evil.example",
        "http://evil.example//evil.example",
    ] {
        let location = location(target).await;
        assert!(
            location
                .as_deref()
                .is_none_or(|location| location == "/login"),
            "{target}: {location:?}"
        );
    }
    for (target, next) in [
        ("/a?b=c", "%2Fa%3Fb%3Dc"),
        ("/%5cevil.example", "%2F%255cevil.example"),
        ("http://evil.example/a", "%2Fa"),
    ] {
        let expected = format!("/login?next={next}");
        assert_eq!(location(target).await, Some(expected), "{target}");
    }
    handle.stop(false).await;
}

#[actix_web::test]
async fn the_page_wanted_is_reached_after_the_login() {
    let app = TestApp::with(|manager| manager.login_view("/next")).await;
    let mut browser = app.browser();
    let answer = browser.get("/protected?a=b%20c").await;
    let login = answer.header("location").unwrap().to_owned();
    let request = TestRequest::with_uri(&login);
    let answer = browser.send_request(request).await;
    assert_eq!(answer.header("location"), Some("/protected?a=b%20c"));
}

#[actix_web::test]
async fn a_page_kept_in_the_session_is_led_to_once() {
    let app = TestApp::with(|manager| manager.login_view("/login").use_session_for_next(true));
    let app = app.await;
    let mut browser = app.browser();
    browser.get("/protected").await;
    let kept = browser.get("/data").await;
    assert!(kept.text().contains("next=/protected"), "{}", kept.text());
    for expected in ["/protected", "/default"] {
        let answer = browser.get("/next").await;
        assert_eq!(answer.header("location"), Some(expected));
    }
    let left = browser.get("/data").await;
    assert!(!left.text().contains("next"), "{}", left.text());
}

#[actix_web::test]
async fn a_refused_form_does_not_lead_to_the_page_of_an_earlier_refusal() {
    let app = TestApp::with(|manager| manager.login_view("/login").use_session_for_next(true));
    let app = app.await;
    let mut browser = app.browser();
    browser.get("/protected").await;
    assert_eq!(browser.post("/protected").await.status, 302);
    let answer = browser.get("/next").await;
    assert_eq!(answer.header("location"), Some("/default"));
}

#[actix_web::test]
async fn an_address_that_leads_elsewhere_does_not_hide_the_page_kept_in_the_session() {
    let app = TestApp::with(|manager| manager.login_view("/login").use_session_for_next(true));
    let app = app.await;
    for asked in [
        "/next?next=https://evil.example",
        "/next?next=/next",
        "/next?next=/a&next=/b",
    ] {
        let mut browser = app.browser();
        browser.get("/protected").await;
        let answer = browser.get(asked).await;
        assert_eq!(answer.header("location"), Some("/protected"), "{asked}");
    }
    let mut browser = app.browser();
    browser.get("/protected").await;
    let answer = browser.get("/next?next=/other").await;
    assert_eq!(answer.header("location"), Some("/other"));
    let answer = browser.get("/next").await;
    assert_eq!(
        answer.header("location"),
        Some("/default"),
        "one login, one page"
    );
}

#[actix_web::test]
async fn a_view_that_is_guarded_itself_is_no_circle() {
    let app = TestApp::with(|manager| {
        manager
            .login_view("/protected?from=a-guard")
            .refresh_view("/fresh")
    })
    .await;
    let mut browser = app.browser();
    let refused = browser.get("/current").await;
    let target = "/protected?from=a-guard&next=%2Fcurrent";
    assert_eq!(refused.header("location"), Some(target));
    // Another page at the same path, as far as the query says.
    let refused = browser.get("/protected?from=a-link").await;
    assert_eq!(refused.status, 302);
    for uri in [target, "/protected?from=a-guard"] {
        let refused = browser.get(uri).await;
        assert_eq!(
            (refused.status.as_u16(), refused.text()),
            (401, "Unauthorized")
        );
        assert_eq!(refused.header("cache-control"), Some("no-store, private"));
    }
    let app_with_next = TestApp::with(|manager| manager.login_view("/protected?next=/home")).await;
    let refused = app_with_next.browser().get("/protected?next=/there").await;
    assert_eq!(refused.status, 401);
    browser.post("/login?user=1&remember=true").await;
    browser.close();
    let refused = browser.get("/fresh").await;
    assert_eq!(
        (refused.status.as_u16(), refused.text()),
        (401, "Unauthorized")
    );
    assert_eq!(browser.get("/protected").await.status, 200);
}

/// A login page that redirects visitors who are logged in.
async fn enter(user: Option<CurrentUser<User>>, next: NextUrl) -> HttpResponse {
    match user {
        Some(_) => next.or("/protected").redirect(),
        None => HttpResponse::Ok().body("form"),
    }
}

#[actix_web::test]
async fn a_login_page_that_redirects_who_is_logged_in_is_no_circle() {
    let app = TestApp::with_pages(
        |manager| manager.login_view("/enter").refresh_view("/confirm-here"),
        |app| {
            app.route("/enter", web::get().to(enter));
        },
    )
    .await;
    let mut browser = app.browser();
    let refused = browser.get("/protected").await;
    let view = refused.header("location").unwrap().to_owned();
    assert_eq!(view, "/enter?next=%2Fprotected");
    assert_eq!(browser.get(&view).await.text(), "form");
    browser.post("/login?user=1&remember=true").await;
    // Reached by the button "back", or in another tab.
    let answer = browser.get("/enter?next=%2Fwho").await;
    assert_eq!(answer.header("location"), Some("/who"));
    assert_eq!(browser.get("/who").await.text(), "1");
    browser.close();
    for refused in [browser.get("/fresh").await, browser.post("/fresh").await] {
        let view = refused.header("location").unwrap();
        assert!(view.starts_with("/confirm-here"), "{view}");
    }
    app.users.change("1", |user| user.active = false);
    let refused = browser.get("/protected").await;
    let view = refused.header("location").unwrap().to_owned();
    assert_eq!(browser.get(&view).await.text(), "form");
}
