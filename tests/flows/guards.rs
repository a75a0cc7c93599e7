//! What a guard lets through, in which order things happen, and what it answers.

use actix_web::{HttpResponse, Responder, get, http::Method, post, test::TestRequest, web};
use login::{CurrentUser, LoginView, fresh_login_required, login_required};
use login_tests::{TestApp, User, Users};
use serde::Deserialize;

#[derive(Deserialize)]
struct Note {
    text: String,
}

#[get("/above")]
#[login_required]
async fn route_above(user: CurrentUser<User>) -> impl Responder {
    user.id.clone()
}

#[login_required]
#[get("/below")]
async fn route_below(user: CurrentUser<User>) -> impl Responder {
    user.id.clone()
}

#[get("/both")]
#[login_required]
#[fresh_login_required]
async fn both() -> impl Responder {
    "both"
}

#[get("/both-reversed")]
#[fresh_login_required]
#[login_required]
async fn both_reversed() -> impl Responder {
    "both"
}

#[post("/note/{id}")]
#[login_required]
async fn note(
    id: web::Path<u32>,
    user: CurrentUser<User>,
    web::Json(note): web::Json<Note>,
) -> actix_web::Result<HttpResponse> {
    if note.text.is_empty() {
        return Err(actix_web::error::ErrorUnprocessableEntity("empty"));
    }
    let id = u8::try_from(*id).map_err(actix_web::error::ErrorNotFound)?;
    Ok(HttpResponse::Created().body(format!("{} {id} {}", user.id, note.text)))
}

#[login_required]
async fn generic<T>(_: web::Data<T>) -> impl Responder
where
    T: 'static,
{
    std::any::type_name::<T>()
}

fn pages(app: &mut web::ServiceConfig) {
    app.service((route_above, route_below, both, both_reversed, note))
        .route("/generic", web::get().to(generic::<Users>))
        .service(
            web::scope("/admin")
                .app_data(LoginView::new("/admin/login"))
                .service(route_above),
        );
}

async fn app() -> TestApp {
    TestApp::with_pages(|manager| manager, pages).await
}

#[actix_web::test]
async fn a_guard_stands_above_and_below_the_route_and_beside_other_guards() {
    let app = app().await;
    let mut browser = app.browser();
    let guarded = ["/above", "/below", "/both", "/both-reversed", "/generic"];
    for uri in guarded {
        assert_eq!(browser.get(uri).await.status, 401, "{uri}");
    }
    browser.post("/login?user=1&stale=true").await;
    for uri in ["/above", "/below", "/generic"] {
        assert_eq!(browser.get(uri).await.status, 200, "{uri}");
    }
    for uri in ["/both", "/both-reversed"] {
        assert_eq!(browser.get(uri).await.status, 401, "{uri}");
    }
    browser.post("/confirm").await;
    for uri in guarded {
        assert_eq!(browser.get(uri).await.status, 200, "{uri}");
    }
}

#[actix_web::test]
async fn a_guarded_handler_keeps_its_arguments_early_returns_and_errors() {
    let app = app().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    for (uri, json, status, body) in [
        ("/note/7", r#"{"text":"x"}"#, 201, "1 7 x"),
        ("/note/7", r#"{"text":""}"#, 422, "empty"),
        (
            "/note/700",
            r#"{"text":"x"}"#,
            404,
            "out of range integral type conversion attempted",
        ),
    ] {
        let request = TestRequest::with_uri(uri)
            .method(Method::POST)
            .insert_header(("content-type", "application/json"))
            .set_payload(json);
        let answer = browser.send_request(request).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (status, body));
    }
    let bad_path = TestRequest::with_uri("/note/x").method(Method::POST);
    assert_eq!(browser.send_request(bad_path).await.status, 404);
    let bad_json = TestRequest::with_uri("/note/7").method(Method::POST);
    assert_eq!(browser.send_request(bad_json).await.status, 400);
}

#[actix_web::test]
async fn d6_the_guard_answers_before_any_other_argument_is_looked_at() {
    let app = app().await;
    for uri in ["/note/x", "/note/7"] {
        let request = TestRequest::with_uri(uri).method(Method::POST);
        let answer = app.browser().send_request(request).await;
        assert_eq!(answer.status, 401, "{uri}");
    }
}

#[actix_web::test]
async fn g3_every_method_is_guarded() {
    let app = app().await;
    let mut browser = app.browser();
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
        Method::PATCH,
        Method::TRACE,
    ];
    for method in &methods {
        let answer = browser.send(method.clone(), "/protected").await;
        assert_eq!(answer.status, 401, "{method}");
    }
    browser.post("/login?user=1").await;
    for method in &methods {
        let answer = browser.send(method.clone(), "/protected").await;
        assert_eq!(answer.status, 200, "{method}");
    }
}

#[actix_web::test]
async fn without_a_view_the_answer_is_401_for_people_and_programs() {
    let app = TestApp::new().await;
    let answer = app.browser().get("/protected").await;
    assert_eq!(answer.text(), "Unauthorized");
    let json = TestRequest::with_uri("/protected").insert_header(("accept", "application/json"));
    let answer = app.send(json).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.text(), r#"{"error":"login_required"}"#);
}

#[actix_web::test]
async fn g2_people_are_redirected_programs_get_401_and_htmx_is_told() {
    let app = TestApp::with(|manager| manager.login_view("/login").refresh_view("/again")).await;
    let mut browser = app.browser();
    for (uri, location, code) in [
        ("/protected", "/login", "login_required"),
        ("/current", "/login", "login_required"),
        ("/fresh", "/again", "fresh_login_required"),
    ] {
        if uri == "/fresh" {
            browser.post("/login?user=1&stale=true").await;
        }
        let answer = browser.get(uri).await;
        assert_eq!(answer.status, 302);
        let expected = format!("{location}?next=%2F{}", &uri[1..]);
        assert_eq!(answer.header("location"), Some(expected.as_str()));

        for header in [
            ("accept", "application/json"),
            ("x-requested-with", "XMLHttpRequest"),
            ("sec-fetch-mode", "cors"),
        ] {
            let request = TestRequest::with_uri(uri).insert_header(header);
            let answer = browser.send_request(request).await;
            assert_eq!(answer.status, 401, "{header:?}");
            assert_eq!(answer.text(), format!(r#"{{"error":"{code}"}}"#));
        }
        let htmx = TestRequest::with_uri(uri).insert_header(("hx-request", "true"));
        let answer = browser.send_request(htmx).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("hx-redirect"), Some(location));
    }
}

#[actix_web::test]
async fn n4_htmx_comes_back_to_the_page_around_the_fragment() {
    let app = TestApp::with(|manager| manager.login_view("/login")).await;
    for (page, location) in [
        (
            "http://localhost/list?page=2#end",
            "/login?next=%2Flist%3Fpage%3D2",
        ),
        ("https://LOCALHOST/list", "/login?next=%2Flist"),
        ("https://attacker.example/list", "/login"),
        ("https://localhost@attacker.example/", "/login"),
        ("https://localhost//attacker.example", "/login"),
        ("https://localhost/\\attacker.example", "/login"),
        ("https://localhost", "/login"),
        ("/list", "/login"),
        ("", "/login"),
    ] {
        for method in [Method::GET, Method::DELETE] {
            let htmx = TestRequest::with_uri("/protected")
                .method(method)
                .insert_header(("host", "localhost"))
                .insert_header(("hx-request", "true"))
                .insert_header(("hx-current-url", page));
            let answer = app.send(htmx).await;
            assert_eq!(answer.status, 401, "{page}");
            assert_eq!(answer.header("hx-redirect"), Some(location), "{page}");
        }
    }
}

#[actix_web::test]
async fn custom_handlers_answer_in_place_of_the_views() {
    let app = TestApp::with(|manager| {
        manager
            .login_view("/login")
            .refresh_view("/again")
            .unauthorized_handler(|request| {
                HttpResponse::Forbidden().body(format!("no {}", request.path()))
            })
            .needs_refresh_handler(|_| "type it again")
    })
    .await;
    let mut browser = app.browser();
    for uri in ["/protected", "/current", "/fresh"] {
        let answer = browser.get(uri).await;
        assert_eq!(answer.status, 403);
        assert_eq!(answer.text(), format!("no {uri}"));
        assert_eq!(answer.header("cache-control"), Some("no-store, private"));
    }
    browser.post("/login?user=1&stale=true").await;
    let answer = browser.get("/fresh").await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (200, "type it again")
    );
}

#[actix_web::test]
async fn a_scope_has_a_login_view_of_its_own() {
    let app = TestApp::with_pages(|manager| manager.login_view("/login"), pages).await;
    let location = async |uri| {
        let answer = app.browser().get(uri).await;
        answer.header("location").unwrap().to_owned()
    };
    assert_eq!(location("/above").await, "/login?next=%2Fabove");
    let admin = location("/admin/above").await;
    assert_eq!(admin, "/admin/login?next=%2Fadmin%2Fabove");
}

async fn named() -> impl Responder {
    "named"
}

#[actix_web::test]
async fn a_login_view_can_be_the_name_of_a_route() {
    let pages = |app: &mut web::ServiceConfig| {
        let entrance = web::resource("/the/entrance").name("entrance");
        app.service(entrance.to(named));
    };
    let app = TestApp::with_pages(|manager| manager.login_view("entrance"), pages).await;
    let answer = app.browser().get("/protected").await;
    assert_eq!(
        answer.header("location"),
        Some("/the/entrance?next=%2Fprotected")
    );
    let app = TestApp::with(|manager| manager.login_view("nowhere")).await;
    assert_eq!(app.browser().get("/protected").await.status, 500);
}

async fn two_of_one(first: CurrentUser<User>, second: Option<CurrentUser<User>>) -> impl Responder {
    format!("{} {}", first.id, second.unwrap().id)
}

#[actix_web::test]
async fn the_loader_is_asked_once_however_many_want_the_user_and_never_if_none_does() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/two", web::get().to(two_of_one));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    assert_eq!(app.users.loads(), 0);
    for uri in ["/public", "/state", "/data", "/next"] {
        browser.get(uri).await;
    }
    assert_eq!(app.users.loads(), 0);
    assert_eq!(browser.get("/two").await.text(), "1 1");
    assert_eq!(app.users.loads(), 1);
    browser.get("/fresh").await;
    assert_eq!(app.users.loads(), 2);
}

#[actix_web::test]
async fn a_session_in_other_hands_is_not_fresh_even_before_the_user_is_asked_for() {
    let app = app().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    assert_eq!(
        browser.get("/state").await.text(),
        "fresh true remembered false"
    );
    let elsewhere = TestRequest::with_uri("/state").insert_header(("user-agent", "another"));
    assert_eq!(
        browser.send_request(elsewhere).await.text(),
        "fresh false remembered false"
    );
}

#[actix_web::test]
async fn g3_a_cors_preflight_is_answered_without_a_login_and_without_the_handler() {
    let app = TestApp::with(|manager| manager.login_view("/login")).await;
    let preflight = |method| {
        TestRequest::with_uri("/protected")
            .method(method)
            .insert_header(("origin", "https://other.example"))
            .insert_header(("access-control-request-method", "GET"))
    };
    let mut user = app.browser();
    user.post("/login?user=1").await;
    for browser in [&mut app.browser(), &mut user] {
        let answer = browser.send_request(preflight(Method::OPTIONS)).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (204, ""));
        assert!(answer.header("set-cookie").is_none());
        assert!(answer.header("access-control-allow-origin").is_none());
    }
    assert_eq!(app.users.loads(), 0, "nobody was asked for");
    // Neither half makes one, and no other method does.
    let mut nobody = app.browser();
    for incomplete in [
        TestRequest::with_uri("/protected").method(Method::OPTIONS),
        TestRequest::with_uri("/protected")
            .method(Method::OPTIONS)
            .insert_header(("origin", "https://other.example")),
        TestRequest::with_uri("/protected")
            .method(Method::OPTIONS)
            .insert_header(("access-control-request-method", "GET")),
        preflight(Method::GET),
        preflight(Method::HEAD),
        preflight(Method::POST).insert_header(("host", "other.example")),
    ] {
        let answer = nobody.send_request(incomplete).await;
        assert_eq!(answer.header("location").map(|at| &at[..6]), Some("/login"));
    }
}
