//! Caching headers: nobody gets a page that was meant for somebody else.

use actix_web::{
    App, Error, FromRequest, HttpResponse,
    body::MessageBody,
    dev::{Service, ServiceRequest, ServiceResponse},
    middleware::{Next, from_fn},
    test::{TestRequest, init_service},
    web,
};
use login::{CurrentUser, SecretKey, Session, login_required, testing::TestClock};
use login_tests::{TestApp, User, Users, is_stored};

async fn touch_session_only(_: Session) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("vary", "Accept-Encoding"))
        .finish()
}

async fn public_cacheable(session: Session) -> actix_web::Result<HttpResponse> {
    session.insert("key", "value")?;
    Ok(cacheable())
}

async fn optional_user(_: Option<CurrentUser<User>>) -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[login_required]
async fn own_words() -> HttpResponse {
    cacheable()
}

fn cacheable() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=60"))
        .finish()
}

async fn app() -> TestApp {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/touch", web::get().to(touch_session_only))
            .route("/write", web::get().to(public_cacheable))
            .route("/optional", web::get().to(optional_user))
            .route("/own", web::get().to(own_words));
    };
    TestApp::with_pages(|manager| manager.login_view("/login"), pages).await
}

const NO_STORE: Option<&str> = Some("no-store, private");

#[actix_web::test]
async fn p1_an_answer_that_sets_or_removes_a_login_cookie_is_never_stored() {
    let app = app().await;
    let mut browser = app.browser();
    let answers = [
        browser.post("/login?user=1&remember=true").await,
        browser.get("/write").await,
        browser.post("/logout").await,
    ];
    for (answer, is_write_alone) in answers.into_iter().zip([false, true, false]) {
        // Into a store it is written without another cookie.
        let sets_cookies = !(is_write_alone && is_stored());
        assert_eq!(!answer.set_cookies().is_empty(), sets_cookies);
        assert!(!sets_cookies || answer.header("cache-control") == NO_STORE);
    }
}

#[actix_web::test]
async fn p2_whoever_looks_at_the_session_varies_by_cookie() {
    let app = app().await;
    let mut browser = app.browser();
    for _ in 0..2 {
        let vary = browser.get("/touch").await;
        assert_eq!(vary.header("vary"), Some("Accept-Encoding, Cookie"));
        for uri in ["/optional", "/state", "/data", "/protected", "/who"] {
            let answer = browser.get(uri).await;
            assert_eq!(answer.header("vary"), Some("cookie"), "{uri}");
        }
        browser.post("/login?user=1").await;
    }
}

#[actix_web::test]
async fn p3_guarded_answers_are_not_stored_unless_the_handler_says_so() {
    let app = app().await;
    let mut browser = app.browser();
    let redirect = browser.get("/protected").await;
    assert_eq!(redirect.status, 302);
    assert_eq!(redirect.header("cache-control"), NO_STORE);
    assert_eq!(browser.get("/optional").await.header("cache-control"), None);
    browser.post("/login?user=1").await;
    for uri in ["/protected", "/optional", "/current"] {
        let answer = browser.get(uri).await;
        assert_eq!(answer.header("cache-control"), NO_STORE, "{uri}");
    }
    let own = browser.get("/own").await;
    assert_eq!(own.header("cache-control"), Some("public, max-age=60"));
}

async fn users_alone(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let _user = CurrentUser::<User>::extract(request.request()).await?;
    next.call(request).await
}

#[actix_web::test]
async fn p3_a_refusal_that_an_inner_middleware_passes_on_is_not_stored() {
    let (users, clock) = (Users::new(), TestClock::new());
    let manager = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock);
    let app = App::new()
        .wrap(from_fn(users_alone))
        .wrap(manager.build().unwrap());
    let service = init_service(app).await;
    let request = TestRequest::get().to_request();
    let error = service.call(request).await.map(drop).unwrap_err();
    let response = error.error_response();
    assert_eq!(response.status(), 401);
    let header = |name| {
        response
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    assert_eq!(
        (header("cache-control"), header("vary")),
        (NO_STORE, Some("cookie"))
    );
}

#[actix_web::test]
async fn c8_a_page_that_asks_for_nothing_is_left_as_it_is() {
    let app = app().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let answer = browser.get("/public").await;
    for name in ["vary", "cache-control", "set-cookie"] {
        assert_eq!(answer.header(name), None);
    }
}
