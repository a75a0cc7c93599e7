//! An application that is closed but for what is open.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use actix_web::{
    App, HttpResponse, HttpServer, http::Method, middleware::NormalizePath, test::TestRequest, web,
};
use login::{CurrentUser, RequireLogin, SecretKey, testing::TestClock};
use login_tests::{TestApp, User, Users};

fn more_pages(app: &mut web::ServiceConfig) {
    app.route("/unmarked", web::to(unmarked))
        .route("/static/{file}*", web::get().to(HttpResponse::Ok))
        .service(
            web::scope("/articles")
                .wrap(
                    RequireLogin::new()
                        .allow("/{id}")
                        .login_view("/articles/enter"),
                )
                .route("/{id}", web::get().to(HttpResponse::Ok))
                .route("/{id}/edit", web::get().to(HttpResponse::Ok)),
        );
}

async fn unmarked(user: Option<CurrentUser<User>>) -> String {
    user.map_or_else(|| "nobody".to_owned(), |user| user.id.clone())
}

async fn closed() -> TestApp {
    let rules = RequireLogin::new()
        .allow("/login")
        .allow("/static/{file}*")
        .allow("/articles/{tail}*");
    TestApp::closed(rules, more_pages).await
}

#[actix_web::test]
async fn g1_a_handler_without_a_mark_is_closed() {
    let app = closed().await;
    let mut browser = app.browser();
    let answer = browser.get("/unmarked").await;
    assert_eq!(answer.status, 302);
    assert_eq!(answer.header("location"), Some("/login?next=%2Funmarked"));
    assert_eq!(answer.header("cache-control"), Some("no-store, private"));
    browser.post("/login?user=1").await;
    let answer = browser.get("/unmarked").await;
    assert_eq!((answer.status.as_u16(), answer.text()), (200, "1"));
}

#[actix_web::test]
async fn g1_what_is_allowed_is_open_whatever_the_method() {
    let app = closed().await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/login").await.status, 200);
    assert_eq!(browser.get("/static/a/b.css").await.status, 200);
    let answer = browser.post("/login?user=1").await;
    assert_eq!(answer.text(), "True");
}

#[actix_web::test]
async fn g1_nobody_learns_which_pages_exist() {
    let app = closed().await;
    let mut browser = app.browser();
    for (page, nothing) in [("/unmarked", "/nowhere"), ("/protected", "/protected/")] {
        let there = browser.get(page).await;
        let not_there = browser.get(nothing).await;
        assert_eq!(there.status, not_there.status);
        assert_eq!(there.body, not_there.body);
        assert_eq!(there.headers.len(), not_there.headers.len());
    }
    let wrong_method = app
        .send(TestRequest::with_uri("/who").method(Method::DELETE))
        .await;
    assert_eq!(wrong_method.status, 302);
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/nowhere").await.status, 404);
}

#[actix_web::test]
async fn g1_no_spelling_of_an_address_gets_around_it() {
    let app = closed().await;
    for uri in [
        "/login/",
        "//login",
        "/Login",
        "/login/../unmarked",
        "/static",
        "/staticx",
        "/login%2f",
        "/%6cogin/../unmarked",
        "/login;/unmarked",
        "/unmarked?/login",
        "/unmarked%3f/login",
    ] {
        let answer = app.send(TestRequest::with_uri(uri)).await;
        assert_eq!(answer.status, 302, "{uri}");
    }
}

#[actix_web::test]
async fn g2_programs_get_a_code_and_not_a_redirect() {
    let app = closed().await;
    let request = TestRequest::with_uri("/unmarked").insert_header(("accept", "application/json"));
    let answer = app.send(request).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.body, r#"{"error":"login_required"}"#);
}

#[actix_web::test]
async fn g3_head_is_guarded_and_a_preflight_runs_no_handler() {
    let app = closed().await;
    let head = TestRequest::with_uri("/unmarked").method(Method::HEAD);
    assert_eq!(app.send(head).await.status, 302);
    let options = || TestRequest::with_uri("/unmarked").method(Method::OPTIONS);
    assert_eq!(app.send(options()).await.status, 302);
    let preflight = options()
        .insert_header(("origin", "https://other.example"))
        .insert_header(("access-control-request-method", "POST"));
    let answer = app.send(preflight).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.body, "");
}

#[actix_web::test]
async fn g1_inside_a_scope_paths_are_those_of_its_routes() {
    let app = closed().await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/articles/7").await.status, 200);
    let answer = browser.get("/articles/7/edit").await;
    assert_eq!(
        answer.header("location"),
        Some("/articles/enter?next=%2Farticles%2F7%2Fedit")
    );
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/articles/7/edit").await.status, 200);
}

#[actix_web::test]
async fn g1_a_guard_inside_asks_for_more() {
    let app = closed().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&stale=true").await;
    assert_eq!(browser.get("/unmarked").await.status, 200);
    assert_eq!(browser.get("/fresh").await.status, 401);
}

#[actix_web::test]
async fn c8_what_is_open_and_asks_for_nothing_is_left_as_it_is() {
    let app = closed().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let answer = browser.get("/static/a.css").await;
    for name in ["vary", "cache-control", "set-cookie"] {
        assert_eq!(answer.header(name), None);
    }
}

#[actix_web::test]
async fn g1_outside_of_the_manager_it_lets_nobody_in() {
    let app = App::new()
        .wrap(RequireLogin::new().allow("/open"))
        .route("/unmarked", web::get().to(HttpResponse::Ok));
    let app = actix_web::test::init_service(app).await;
    let request = TestRequest::with_uri("/unmarked").to_request();
    let answer = actix_web::test::call_service(&app, request).await;
    assert_eq!(answer.status(), 500);
}

#[test]
fn what_is_open_can_be_read() {
    let rules = RequireLogin::new().allow("/login").allow("/static/{file}*");
    let report = r#"RequireLogin, open: ["/login", "/static/{file}*"]"#;
    assert_eq!(format!("{rules:?}"), report);
}

/// Sends bytes to a real server, which sees the request target as an attacker wrote it.
#[actix_web::test]
async fn g1_no_form_of_a_request_target_gets_around_it() {
    let (users, clock) = (Users::new(), TestClock::new());
    let manager = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock)
        .build()
        .unwrap();
    let server = HttpServer::new(move || {
        App::new()
            .wrap(NormalizePath::trim())
            .wrap(RequireLogin::new().allow("/open").allow("/static/{file}*"))
            .wrap(manager.clone())
            .service(web::scope("").route("/open", web::to(HttpResponse::Ok)))
            .default_service(web::to(HttpResponse::Ok))
    })
    .workers(1)
    .bind(("127.0.0.1", 0))
    .unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    for (line, is_open) in [
        ("GET /open", true),
        ("GET http://localhost/open", true),
        ("GET http://localhost/unmarked", false),
        ("GET http://localhost", false),
        ("GET http://localhost?/open", false),
        ("CONNECT localhost:80", false),
        ("CONNECT /unmarked", false),
        ("OPTIONS *", false),
        ("get /unmarked", false),
        ("GET //unmarked", false),
        ("GET /unmarked//", false),
        ("GET /%75nmarked", false),
        ("GET /open/../unmarked", false),
        ("GET /open%2f..%2funmarked", false),
        ("GET /open%00", false),
        ("GET /static", false),
    ] {
        let request = format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = web::block(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        let answer = answer.await.unwrap();
        let expected = if is_open {
            "HTTP/1.1 200"
        } else {
            "HTTP/1.1 401"
        };
        assert!(answer.starts_with(expected), "{line}: {answer}");
    }
    handle.stop(false).await;
}
