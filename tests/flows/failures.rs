//! What happens when something else goes wrong: fail closed, lose nothing, never panic.

use actix_web::{
    App, HttpResponse, Responder,
    body::{BoxBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse},
    middleware::{Next, from_fn},
    test::{TestRequest, call_service, init_service},
    web,
};
use login::{
    AuthSession, CurrentUser, LoginError, NextUrl, SecretKey, Session, SessionError, UserMixin,
    login_required, testing::TestClock,
};
use login_tests::{TestApp, User, Users};

use super::{REMEMBER, SESSION};

#[actix_web::test]
async fn d5_while_the_loader_fails_guards_answer_503_and_the_cookies_stay() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut returning = browser.clone();
    returning.close();
    app.users.set_down(true);
    for browser in [&mut browser, &mut returning] {
        for uri in ["/protected", "/fresh", "/current"] {
            let answer = browser.get(uri).await;
            assert_eq!(answer.status, 503, "{uri}");
            assert_eq!(answer.text(), "Service Unavailable");
            assert!(answer.set_cookies().is_empty());
        }
        assert_eq!(browser.get("/public").await.status, 200);
        assert_eq!(browser.get("/who").await.text(), "nobody");
    }
    app.users.set_down(false);
    for browser in [&mut browser, &mut returning] {
        assert_eq!(browser.get("/protected").await.status, 200);
    }
}

#[login_required]
async fn guarded() -> impl Responder {
    "guarded"
}

async fn takes_user(_: CurrentUser<User>) -> impl Responder {
    "user"
}

async fn takes_auth(_: AuthSession) -> impl Responder {
    "auth"
}

async fn takes_session(_: Session) -> impl Responder {
    "session"
}

async fn takes_next(_: NextUrl) -> impl Responder {
    "next"
}

#[actix_web::test]
async fn without_the_middleware_everything_is_a_500_and_no_panic() {
    let app = App::new()
        .route("/guarded", web::get().to(guarded))
        .route("/user", web::get().to(takes_user))
        .route("/auth", web::get().to(takes_auth))
        .route("/session", web::get().to(takes_session))
        .route("/next", web::get().to(takes_next));
    let service = init_service(app).await;
    for uri in ["/guarded", "/user", "/auth", "/session"] {
        let request = TestRequest::with_uri(uri).to_request();
        let response = call_service(&service, request).await;
        assert_eq!(response.status(), 500, "{uri}");
        let body = response.into_body().try_into_bytes().unwrap();
        assert_eq!(body, "Internal Server Error", "{uri}");
    }
    // It needs nothing of the manager.
    let request = TestRequest::with_uri("/next").to_request();
    assert_eq!(call_service(&service, request).await.status(), 200);
}

#[test]
fn the_error_for_a_missing_middleware_says_what_to_add() {
    let message = LoginError::NoLoginManager.to_string();
    assert!(message.contains(".wrap(manager.clone())"));
}

async fn fail_after(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, actix_web::Error> {
    let response = next.call(request).await?;
    if response.status() == 200 {
        return Err(actix_web::error::ErrorBadGateway("from a middleware"));
    }
    Ok(response)
}

#[actix_web::test]
async fn cookies_are_not_lost_when_an_inner_middleware_fails() {
    let (users, clock) = (Users::new(), TestClock::new());
    let manager = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock)
        .build()
        .unwrap();
    let log_in = web::post().to(async |auth: AuthSession, users: web::Data<Users>| {
        let user = users.get("1").unwrap();
        auth.login_user(&user).remember(true).await?;
        Ok::<_, LoginError>("logged in")
    });
    let app = App::new()
        .app_data(web::Data::new(users))
        .wrap(from_fn(fail_after))
        .wrap(manager)
        .route("/login", log_in);
    let service = init_service(app).await;
    let request = TestRequest::post().uri("/login").to_request();
    let error = service.call(request).await.unwrap_err();
    assert_eq!(error.to_string(), "from a middleware");
    let response = error.error_response();
    assert_eq!(response.status(), 502);
    let cookies: Vec<_> = response.headers().get_all("set-cookie").collect();
    assert_eq!(cookies.len(), 2);
    for (cookie, name) in cookies.iter().zip([SESSION, REMEMBER]) {
        assert!(cookie.to_str().unwrap().starts_with(name));
    }
    assert_eq!(
        response.headers().get("cache-control").unwrap(),
        "no-store, private"
    );
}

async fn log_in_and_fail(
    auth: AuthSession,
    users: web::Data<Users>,
) -> actix_web::Result<HttpResponse> {
    auth.login_user(&users.get("1").unwrap()).await?;
    Err(actix_web::error::ErrorConflict("after the login"))
}

#[actix_web::test]
async fn a_handler_that_fails_after_a_login_has_logged_in() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/login-and-fail", web::post().to(log_in_and_fail));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    assert_eq!(browser.post("/login-and-fail").await.status, 409);
    assert_eq!(browser.get("/who").await.text(), "1");
}

#[derive(Clone, UserMixin)]
struct OtherUser {
    id: u64,
}

async fn takes_other(_: CurrentUser<OtherUser>) -> impl Responder {
    "other"
}

#[actix_web::test]
async fn another_user_type_than_the_loaders_is_a_500_and_never_somebody_else() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/other", web::get().to(takes_other));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/other").await.status, 401);
    browser.post("/login?user=1").await;
    assert_eq!(browser.get("/other").await.status, 500);
}

#[actix_web::test]
async fn an_id_that_does_not_parse_is_nobodys() {
    let clock = TestClock::new();
    let secret = || SecretKey::new("6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61").unwrap();
    let users = Users::new();
    users.put(User {
        id: "not a number".to_owned(),
        ..users.get("1").unwrap()
    });
    let by_text = TestApp::builder(secret(), &users, &clock).build().unwrap();
    let by_text = TestApp::around(by_text, users.clone(), clock.clone(), |_| {}).await;
    let mut browser = by_text.browser();
    browser.post("/login?user=not%20a%20number").await;
    assert_eq!(browser.get("/who").await.text(), "not a number");

    let by_number = login::LoginManager::builder(secret())
        .user_loader(async |id: u64| Some(OtherUser { id }))
        .clock(clock.clone())
        .build()
        .unwrap();
    let by_number = TestApp::around(by_number, users, clock, |_| {}).await;
    let request =
        TestRequest::with_uri("/protected").insert_header(("cookie", browser.cookie_header()));
    assert_eq!(by_number.send(request).await.status, 401);
}

/// Handles that handlers leave behind.
#[derive(Clone, Default)]
struct Kept(std::rc::Rc<std::cell::RefCell<Vec<(AuthSession, Session)>>>);

async fn keep_handles(auth: AuthSession, session: Session, kept: web::Data<Kept>) -> &'static str {
    kept.0.borrow_mut().push((auth, session));
    "kept"
}

#[actix_web::test]
async fn handles_that_outlive_their_request_reach_no_other_request() {
    let kept = Kept::default();
    let (users, clock) = (Users::new(), TestClock::new());
    let manager = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock)
        .build()
        .unwrap();
    let who = web::get().to(async |user: Option<CurrentUser<User>>| {
        user.map_or("nobody".to_owned(), |user| user.id.clone())
    });
    let app = App::new()
        .app_data(web::Data::new(kept.clone()))
        .wrap(manager)
        .route("/keep", web::get().to(keep_handles))
        .route("/who", who);
    let service = init_service(app).await;
    for _ in 0..10 {
        let request = TestRequest::with_uri("/keep").to_request();
        assert_eq!(call_service(&service, request).await.status(), 200);
    }
    let kept = kept.0.take();
    assert_eq!(kept.len(), 10);
    for (auth, session) in &kept {
        let user = users.get("1").unwrap();
        let late = auth.login_user(&user).remember(true).await;
        assert!(matches!(late, Err(LoginError::ResponseSent)));
        assert!(matches!(
            auth.logout_user().await,
            Err(LoginError::ResponseSent)
        ));
        let late = session.insert("key", "value");
        assert!(matches!(late, Err(SessionError::ResponseSent)));
        assert_eq!(session.keys(), Vec::<String>::new());
    }
    for _ in 0..10 {
        let request = TestRequest::with_uri("/who").to_request();
        let response = call_service(&service, request).await;
        assert!(response.headers().get("set-cookie").is_none());
        assert_eq!(response.into_body().try_into_bytes().unwrap(), "nobody");
    }
}
