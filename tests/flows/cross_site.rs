//! Requests that pages of other sites send.

use std::sync::{Arc, Mutex};

use actix_web::{HttpRequest, HttpResponse, http::Method, test::TestRequest, web};
use login::{BuildError, LoginManager, SecretKey, is_cross_site};
use login_tests::{Answer, TestApp};

const HOST: &str = "example.com";

async fn send(app: &TestApp, method: Method, uri: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = TestRequest::with_uri(uri).method(method);
    for header in headers {
        request = request.insert_header(*header);
    }
    if headers.iter().all(|(name, _)| *name != "host") {
        request = request.insert_header(("host", HOST));
    }
    app.send(request).await
}

/// What another site's page makes the browser send.
const CROSS_SITE: &[(&str, &str)] = &[
    ("sec-fetch-site", "cross-site"),
    ("origin", "https://attacker.example"),
];

const UNSAFE: [Method; 5] = [
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::TRACE,
];

fn more_pages(app: &mut web::ServiceConfig) {
    app.route("/any", web::to(HttpResponse::Ok))
        .route("/webhooks/{name}", web::to(HttpResponse::Ok));
}

#[actix_web::test]
async fn x1_whatever_may_change_something_is_refused_from_elsewhere() {
    let app = TestApp::with_pages(|manager| manager, more_pages).await;
    for fetch_site in ["cross-site", "same-site", "", "Same-Origin", "something"] {
        for method in UNSAFE {
            let headers = [("sec-fetch-site", fetch_site)];
            let answer = send(&app, method.clone(), "/any", &headers).await;
            assert_eq!(answer.status, 403, "{method} {fetch_site}");
        }
    }
    for fetch_site in ["same-origin", "none"] {
        for method in UNSAFE {
            // The browser's word on the site counts before the origin.
            let headers = [("sec-fetch-site", fetch_site), ("origin", "null")];
            let answer = send(&app, method.clone(), "/any", &headers).await;
            assert_eq!(answer.status, 200, "{method} {fetch_site}");
        }
    }
}

#[actix_web::test]
async fn x1_safe_methods_come_from_everywhere() {
    let app = TestApp::with_pages(|manager| manager, more_pages).await;
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        let answer = send(&app, method.clone(), "/any", CROSS_SITE).await;
        assert_eq!(answer.status, 200, "{method}");
    }
}

#[actix_web::test]
async fn x1_nobody_is_logged_in_by_another_site_not_even_without_cookies() {
    let app = TestApp::new().await;
    let answer = send(&app, Method::POST, "/login?user=1", CROSS_SITE).await;
    assert_eq!(answer.status, 403);
    assert!(answer.set_cookies().is_empty());
    // What does not exist is refused as well, and nothing is told of it.
    let nowhere = send(&app, Method::POST, "/nowhere", CROSS_SITE).await;
    assert_eq!((nowhere.status, nowhere.body), (answer.status, answer.body));
}

#[actix_web::test]
async fn x1_nobody_is_logged_out_by_another_site() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let cookie = browser.cookie_header();
    let mut headers = CROSS_SITE.to_vec();
    headers.push(("cookie", &cookie));
    let answer = send(&app, Method::POST, "/logout", &headers).await;
    assert_eq!(answer.status, 403);
    assert!(answer.set_cookies().is_empty());
    assert_eq!(browser.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn x2_without_the_browsers_word_the_origin_must_be_the_host() {
    let app = TestApp::with_pages(|manager| manager, more_pages).await;
    for (origin, status) in [
        (None, 200),
        (Some("https://example.com"), 200),
        (Some("http://example.com"), 200),
        (Some("https://attacker.example"), 403),
        (Some("https://sub.example.com"), 403),
        (Some("https://example.com:8443"), 403),
        (Some("null"), 403),
        (Some(""), 403),
    ] {
        let headers: Vec<_> = origin
            .map(|origin| ("origin", origin))
            .into_iter()
            .collect();
        let answer = send(&app, Method::POST, "/any", &headers).await;
        assert_eq!(answer.status, status, "{origin:?}");
    }
}

#[actix_web::test]
async fn x2_a_forwarded_host_is_nobodys_host() {
    let app = TestApp::with_pages(|manager| manager, more_pages).await;
    for forwarded in [
        ("x-forwarded-host", "attacker.example"),
        ("forwarded", "host=attacker.example"),
    ] {
        let headers = [("origin", "https://attacker.example"), forwarded];
        let answer = send(&app, Method::POST, "/any", &headers).await;
        assert_eq!(answer.status, 403, "{forwarded:?}");
    }
}

#[actix_web::test]
async fn x2_trusted_origins_are_let_in_and_exact() {
    let app = TestApp::with_pages(
        |manager| {
            manager
                .trusted_origin("https://app.example.org")
                .trusted_origin("HTTPS://Partner.example:8443")
        },
        more_pages,
    )
    .await;
    for (origin, status) in [
        ("https://app.example.org", 200),
        ("https://partner.example:8443", 200),
        ("http://app.example.org", 403),
        ("https://app.example.org:8443", 403),
        ("https://app.example.org.attacker.example", 403),
        ("https://partner.example", 403),
    ] {
        for fetch_site in ["cross-site", "same-site"] {
            let headers = [("sec-fetch-site", fetch_site), ("origin", origin)];
            let answer = send(&app, Method::POST, "/any", &headers).await;
            assert_eq!(answer.status, status, "{origin} {fetch_site}");
        }
        let answer = send(&app, Method::POST, "/any", &[("origin", origin)]).await;
        assert_eq!(answer.status, status, "{origin}");
    }
}

#[actix_web::test]
async fn x1_a_path_that_is_left_open_is_the_only_one() {
    let app = TestApp::with_pages(
        |manager| manager.allow_cross_site("/webhooks/{name}"),
        more_pages,
    )
    .await;
    for (uri, status) in [
        ("/webhooks/payment", 200),
        ("/webhooks/payment?to=/any", 200),
        ("/any", 403),
        ("/any?/webhooks/payment", 403),
        ("/webhooks/../any", 403),
        ("/webhooks/a/b", 403),
        ("/webhooks/", 403),
        ("/login?user=1", 403),
    ] {
        let answer = send(&app, Method::POST, uri, CROSS_SITE).await;
        assert_eq!(answer.status, status, "{uri}");
    }
}

#[actix_web::test]
async fn x1_programs_are_told_by_a_code_and_listeners_by_an_event() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let names = Arc::clone(&heard);
    let app = TestApp::with(|manager| {
        manager.on_event(move |event, _| names.lock().unwrap().push(event.name()))
    })
    .await;
    let mut headers = CROSS_SITE.to_vec();
    headers.push(("accept", "application/json"));
    let answer = send(&app, Method::POST, "/login?user=1", &headers).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.body, r#"{"error":"cross_site_request"}"#);
    assert_eq!(*heard.lock().unwrap(), ["cross_site_refused"]);
}

#[test]
fn x2_an_origin_that_no_browser_sends_is_refused_when_the_manager_is_built() {
    for origin in [
        "",
        "null",
        "*",
        "example.com",
        "https://example.com/",
        "https://*.example.com",
    ] {
        let built = LoginManager::builder(SecretKey::generate().unwrap())
            .request_loader(async |_| None::<login_tests::User>)
            .trusted_origin(origin)
            .build();
        let Err(error @ BuildError::Origin { .. }) = built else {
            panic!("{origin} was taken");
        };
        assert!(error.to_string().contains("https://app.example.com"));
    }
}

#[actix_web::test]
async fn x1_what_begins_with_a_get_can_be_asked_the_same() {
    async fn socket(request: HttpRequest) -> String {
        is_cross_site(&request).to_string()
    }
    let app = TestApp::with_pages(
        |manager| manager.trusted_origin("https://app.example"),
        |app| {
            app.route("/socket", web::get().to(socket));
        },
    )
    .await;
    let rows: [(&[(&str, &str)], &str); 7] = [
        (CROSS_SITE, "true"),
        (&[("origin", "https://attacker.example")], "true"),
        (&[("origin", "null")], "true"),
        (&[("sec-fetch-site", "same-site")], "true"),
        (&[("sec-fetch-site", "same-origin")], "false"),
        (
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://app.example"),
            ],
            "false",
        ),
        (&[], "false"),
    ];
    for (headers, expected) in rows {
        let answer = send(&app, Method::GET, "/socket", headers).await;
        assert_eq!(answer.text(), expected, "{headers:?}");
    }
}

#[test]
fn x1_without_a_manager_nobody_else_is_trusted() {
    for (origin, expected) in [
        ("https://example.com", false),
        ("https://app.example", true),
    ] {
        let request = TestRequest::default().insert_header(("host", HOST));
        let request = request.insert_header(("origin", origin)).to_http_request();
        assert_eq!(is_cross_site(&request), expected, "{origin}");
    }
}
