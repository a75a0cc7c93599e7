//! Whatever form a handler has, no argument of it exists before its guard is done, and no
//! byte of the body is read.

use std::{
    future::{Ready, ready},
    pin::Pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll},
};

use actix_web::{
    App, Error, FromRequest, HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    dev::{Payload, Service},
    error::PayloadError,
    test::{TestRequest, init_service},
    web::{self, Bytes},
};
use futures_core::Stream;
use login::{
    CurrentUser, SecretKey, fresh_login_required, login_required, permission_required,
    role_required, testing::TestClock,
};
use login_tests::{TestApp, User, Users};

/// An argument that counts how many of it were made.
struct Counted;

impl FromRequest for Counted {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let made: &web::Data<AtomicUsize> = request.app_data().unwrap();
        made.fetch_add(1, Ordering::SeqCst);
        ready(Ok(Self))
    }
}

/// An answer of a type that no macro knows by its name.
struct Page(&'static str);

impl Responder for Page {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().body(self.0)
    }
}

#[login_required]
async fn usual(_: Counted, body: Bytes) -> impl Responder {
    body
}

#[login_required(test = |user: &User| user.id == "1")]
async fn with_a_guard_of_its_own(_: Counted, body: Bytes) -> HttpResponse {
    HttpResponse::Ok().body(body)
}

#[login_required]
async fn with_an_answer_of_its_own(_: Counted, _: Bytes) -> Page {
    Page("page")
}

#[login_required]
async fn generic<T: 'static>(_: Counted, _: web::Data<T>, body: Bytes) -> impl Responder {
    body
}

#[login_required]
#[allow(clippy::many_single_char_names)]
async fn of_many(
    (_, method): (Counted, actix_web::http::Method),
    a: HttpRequest,
    b: HttpRequest,
    c: HttpRequest,
    d: HttpRequest,
    e: HttpRequest,
    f: HttpRequest,
    g: HttpRequest,
    h: HttpRequest,
    i: HttpRequest,
    j: HttpRequest,
    k: HttpRequest,
    l: HttpRequest,
    m: HttpRequest,
    n: HttpRequest,
    user: CurrentUser<User>,
    body: Bytes,
) -> actix_web::Result<String> {
    let all = [a, b, c, d, e, f, g, h, i, j, k, l, m, n];
    let body = String::from_utf8_lossy(&body);
    Ok(format!("{method} {} {} {body}", all.len(), user.id))
}

#[login_required]
async fn with_conditions(
    #[cfg(not(any()))] _: Counted,
    #[cfg(any())] _: NotThere,
    body: Bytes,
) -> impl Responder {
    body
}

struct Pages;

#[login_required]
impl Pages {
    async fn show(_: Counted, body: Bytes) -> impl Responder {
        body
    }

    #[cfg(any())]
    async fn under_a_condition(_: Counted) -> impl Responder {
        "never compiled"
    }
}

#[fresh_login_required]
async fn fresh(_: Counted, body: Bytes) -> impl Responder {
    body
}

#[role_required("admin")]
async fn role(_: Counted, body: Bytes) -> impl Responder {
    body
}

#[permission_required("edit")]
async fn permission<T: 'static>(_: Counted, _: web::Data<T>, body: Bytes) -> impl Responder {
    body
}

const URIS: [&str; 10] = [
    "/usual",
    "/own-guard",
    "/own-answer",
    "/generic",
    "/of-many",
    "/conditions",
    "/pages",
    "/own-fresh",
    "/role",
    "/permission",
];

fn pages(app: &mut web::ServiceConfig) {
    let made = |made: web::Data<AtomicUsize>| ready(made.load(Ordering::SeqCst).to_string());
    app.app_data(web::Data::new(AtomicUsize::new(0)))
        .route("/made", web::get().to(made))
        .route("/usual", web::post().to(usual))
        .route("/own-guard", web::post().to(with_a_guard_of_its_own))
        .route("/own-answer", web::post().to(with_an_answer_of_its_own))
        .route("/generic", web::post().to(generic::<Users>))
        .route("/of-many", web::post().to(of_many))
        .route("/conditions", web::post().to(with_conditions))
        .route("/pages", web::post().to(Pages::show))
        .route("/own-fresh", web::post().to(fresh))
        .route("/role", web::post().to(role))
        .route("/permission", web::post().to(permission::<Users>));
}

/// A body that must not be read.
struct Untouchable;

impl Stream for Untouchable {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        panic!("the body of a refused request was read");
    }
}

#[actix_web::test]
async fn d6_nothing_of_a_refused_request_is_looked_at_in_any_form() {
    let (users, clock) = (Users::new(), TestClock::new());
    let builder = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock);
    let manager = builder.build().unwrap();
    let service = init_service(App::new().wrap(manager).configure(pages)).await;
    for uri in URIS {
        let request = TestRequest::post().uri(uri).to_request();
        let body: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(Untouchable);
        let request = request.replace_payload(Payload::from(body)).0;
        assert_eq!(service.call(request).await.unwrap().status(), 401, "{uri}");
    }
    let request = TestRequest::with_uri("/made").to_request();
    let made = actix_web::test::call_and_read_body(&service, request).await;
    assert_eq!(made, "0", "arguments were made");
}

#[actix_web::test]
async fn e4_a_login_that_is_not_enough_makes_no_argument_either() {
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    browser.post("/login?user=2&stale=true").await;
    for (uri, status) in [
        ("/own-guard", 403),
        ("/own-fresh", 401),
        ("/role", 500),
        ("/permission", 500),
    ] {
        assert_eq!(browser.post(uri).await.status, status, "{uri}");
    }
    assert_eq!(browser.get("/made").await.text(), "0");
}

#[actix_web::test]
async fn a_handler_of_any_form_gets_its_arguments() {
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let send = TestRequest::post;
    for (uri, answer) in [
        ("/usual", "body"),
        ("/own-guard", "body"),
        ("/own-answer", "page"),
        ("/generic", "body"),
        ("/of-many", "POST 14 1 body"),
        ("/conditions", "body"),
        ("/pages", "body"),
        ("/own-fresh", "body"),
    ] {
        let request = send().uri(uri).set_payload("body");
        assert_eq!(browser.send_request(request).await.text(), answer, "{uri}");
    }
    assert_eq!(browser.get("/made").await.text(), "8");
}
