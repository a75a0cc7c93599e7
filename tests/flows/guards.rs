//! What a guard lets through, in which order things happen, and what it answers.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    App, HttpRequest, HttpResponse, Responder,
    dev::{Payload, Service},
    error::PayloadError,
    get,
    http::{Method, StatusCode},
    post,
    test::{TestRequest, init_service},
    web,
};
use bytes::Bytes;
use futures_core::Stream;
use login::{CurrentUser, LoginView, SecretKey, fresh_login_required, login_required};
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

type BoxedPayloadStream = Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>>;

/// A body that must not be read.
struct Untouchable;

impl Stream for Untouchable {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        panic!("the body of a refused request was read");
    }
}

#[actix_web::test]
async fn d6_not_one_byte_of_a_refused_requests_body_is_read() {
    let (users, clock) = (Users::new(), login::testing::TestClock::new());
    let manager = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock)
        .build()
        .unwrap();
    let service = init_service(App::new().wrap(manager).configure(pages)).await;
    let request = TestRequest::with_uri("/note/7")
        .method(Method::POST)
        .insert_header(("content-type", "application/json"))
        .insert_header(("content-length", "10000000"))
        .to_request();
    let body: BoxedPayloadStream = Box::pin(Untouchable);
    let untouchable = Payload::from(body);
    let request = request.replace_payload(untouchable).0;
    assert_eq!(service.call(request).await.unwrap().status(), 401);
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

/// A class-based view: handlers that share what `Self` knows.
struct Api<T>(std::marker::PhantomData<T>);

#[login_required]
impl<T: std::str::FromStr + ToString + 'static> Api<T> {
    const PREFIX: &'static str = "api";

    async fn show(item: web::Path<String>, user: CurrentUser<User>) -> impl Responder {
        let item = item
            .parse::<T>()
            .ok()
            .map_or_else(String::new, |item| item.to_string());
        format!("{} {} {item}", Self::PREFIX, user.id)
    }

    #[fresh_login_required]
    async fn delete() -> impl Responder {
        Self::PREFIX
    }

    #[login_not_required]
    #[allow(clippy::unused_async)] // A handler is.
    async fn open() -> impl Responder {
        "open"
    }
}

#[login_required]
mod members {
    use actix_web::{Responder, get};

    #[get("/members/list")]
    pub(super) async fn list() -> impl Responder {
        helper()
    }

    #[get("/members/open")]
    #[login_not_required]
    pub(super) async fn open() -> impl Responder {
        "open"
    }

    fn helper() -> &'static str {
        "list"
    }

    pub(super) mod deeper {
        use actix_web::Responder;

        pub(in super::super) async fn hidden() -> impl Responder {
            "hidden"
        }
    }
}

#[actix_web::test]
async fn an_impl_block_and_a_module_guard_every_handler_but_those_marked() {
    let pages = |app: &mut web::ServiceConfig| {
        app.service((members::list, members::open))
            .route("/hidden", web::get().to(members::deeper::hidden))
            .route("/api/{item}/show", web::get().to(Api::<u8>::show))
            .route("/api/delete", web::get().to(Api::<u8>::delete))
            .route("/api/open", web::get().to(Api::<u8>::open));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    for uri in ["/members/list", "/hidden", "/api/7/show", "/api/delete"] {
        assert_eq!(browser.get(uri).await.status, 401, "{uri}");
    }
    for uri in ["/members/open", "/api/open"] {
        assert_eq!(browser.get(uri).await.text(), "open", "{uri}");
    }
    browser.post("/login?user=1&stale=true").await;
    for (uri, body) in [
        ("/members/list", "list"),
        ("/hidden", "hidden"),
        ("/api/7/show", "api 1 7"),
    ] {
        assert_eq!(browser.get(uri).await.text(), body);
    }
    assert_eq!(browser.get("/api/delete").await.status, 401);
    browser.post("/confirm").await;
    assert_eq!(browser.get("/api/delete").await.text(), "api");
}

fn is_first(user: &User) -> bool {
    user.id == "1"
}

#[allow(clippy::needless_pass_by_value)] // As the guard hands it over.
fn sorry(request: HttpRequest) -> impl Responder {
    let answer = format!("sorry {}", request.path());
    (answer, StatusCode::PAYMENT_REQUIRED)
}

#[fresh_login_required(within = "15m")]
async fn within_a_quarter() -> impl Responder {
    "fresh"
}

#[login_required(login_view = "/members/login")]
async fn own_view() -> impl Responder {
    "in"
}

#[fresh_login_required(refresh_view = "/members/again", login_view = "/members/login")]
async fn own_views() -> impl Responder {
    "in"
}

#[login_required(unauthorized = sorry)]
async fn own_words() -> impl Responder {
    "in"
}

#[login_required(test = is_first)]
async fn tested(_: web::Json<Note>) -> impl Responder {
    "in"
}

#[login_required(test = |user: &User| user.id == "2")]
#[fresh_login_required]
async fn tested_by_closure() -> impl Responder {
    "in"
}

async fn app_with_options() -> TestApp {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/within", web::get().to(within_a_quarter))
            .route("/own-view", web::get().to(own_view))
            .route("/own-views", web::get().to(own_views))
            .route("/own-words", web::get().to(own_words))
            .route("/tested", web::get().to(tested))
            .route("/closure", web::get().to(tested_by_closure));
    };
    let settings = |manager: login::LoginManagerBuilder| {
        manager
            .unauthorized_handler(|_| HttpResponse::ImATeapot())
            .refresh_view("/again")
    };
    TestApp::with_pages(settings, pages).await
}

#[actix_web::test]
async fn e4_freshness_has_an_age_of_its_own_at_a_route() {
    let app = app_with_options().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    app.wait(15 * 60 - 1);
    assert_eq!(browser.get("/within").await.text(), "fresh");
    app.wait(1);
    let answer = browser.get("/within").await;
    assert_eq!(answer.header("location"), Some("/again?next=%2Fwithin"));
    assert_eq!(browser.get("/fresh").await.status, 200);
}

#[actix_web::test]
async fn a_guard_answers_in_its_own_way_before_the_applications() {
    let app = app_with_options().await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/protected").await.status, 418);
    let location = async |browser: &mut login_tests::Browser, uri| {
        let answer = browser.get(uri).await;
        answer.header("location").unwrap().to_owned()
    };
    assert_eq!(
        location(&mut browser, "/own-view").await,
        "/members/login?next=%2Fown-view"
    );
    assert_eq!(
        location(&mut browser, "/own-views").await,
        "/members/login?next=%2Fown-views"
    );
    let answer = browser.get("/own-words").await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (402, "sorry /own-words")
    );
    browser.post("/login?user=1&stale=true").await;
    assert_eq!(
        location(&mut browser, "/own-views").await,
        "/members/again?next=%2Fown-views"
    );
    assert_eq!(browser.get("/own-words").await.text(), "in");
}

#[actix_web::test]
async fn a_test_of_the_user_is_403_for_the_wrong_one_and_the_login_flow_for_nobody() {
    let app = app_with_options().await;
    let mut browser = app.browser();
    for uri in ["/tested", "/closure"] {
        assert_eq!(browser.get(uri).await.status, 418, "{uri}");
    }
    browser.post("/login?user=2").await;
    // Before the body is looked at, which is none.
    let answer = browser.get("/tested").await;
    assert_eq!((answer.status.as_u16(), answer.text()), (403, "Forbidden"));
    let json = TestRequest::with_uri("/tested").insert_header(("accept", "application/json"));
    let answer = browser.send_request(json).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (403, r#"{"error":"forbidden"}"#)
    );
    assert_eq!(browser.get("/closure").await.text(), "in");
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/tested").await.status, 400);
    assert_eq!(browser.get("/closure").await.status, 403);
}
