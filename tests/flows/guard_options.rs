//! The options of a guard.

use actix_web::{HttpRequest, HttpResponse, Responder, http::StatusCode, test::TestRequest, web};
use login::{fresh_login_required, login_required};
use login_tests::{TestApp, User};

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
async fn tested(_: web::Json<String>) -> impl Responder {
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
