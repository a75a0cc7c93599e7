//! Users who are known by the request itself.

use std::future::ready;

use actix_web::{Responder, http::Method, test::TestRequest, web};
use login::{
    AuthSession, CurrentUser, LoginManager, LoginManagerBuilder, LoginRequest, SecretKey,
    UserMixin, login_required, testing::TestClock,
};
use login_tests::{Answer, Browser, TestApp, User, Users};
use serde::Deserialize;

/// Adds a loader that knows `key of ID`.
pub(crate) fn by_api_key(manager: LoginManagerBuilder) -> LoginManagerBuilder {
    let users = Users::new();
    manager.request_loader(move |request: LoginRequest| {
        let key = request.headers().get("x-api-key");
        let id = key.and_then(|key| key.to_str().ok()?.strip_prefix("key of "));
        ready(id.and_then(|id| users.get(id)))
    })
}

pub(crate) async fn get_with_key(browser: &mut Browser, uri: &str, key: &'static str) -> Answer {
    let request = TestRequest::with_uri(uri).insert_header(("x-api-key", key));
    browser.send_request(request).await
}

#[actix_web::test]
async fn a_user_known_by_the_request_passes_for_this_request_alone_and_never_freshly() {
    let app = TestApp::with(by_api_key).await;
    let mut browser = app.browser();
    let answer = get_with_key(&mut browser, "/protected", "key of 1").await;
    assert_eq!(answer.status, 200);
    assert!(answer.set_cookies().is_empty());
    assert_eq!(
        get_with_key(&mut browser, "/who", "key of 2").await.text(),
        "2"
    );
    assert_eq!(
        get_with_key(&mut browser, "/fresh", "key of 1")
            .await
            .status,
        401
    );
    for wrong in ["key of 9", "nonsense", ""] {
        assert_eq!(
            get_with_key(&mut browser, "/protected", wrong).await.status,
            401
        );
    }
    // Inactive.
    assert_eq!(
        get_with_key(&mut browser, "/protected", "key of 3")
            .await
            .status,
        401
    );
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn the_session_is_asked_before_the_request() {
    let app = TestApp::with(by_api_key).await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    assert_eq!(
        get_with_key(&mut browser, "/who", "key of 2").await.text(),
        "1"
    );
}

#[derive(Deserialize)]
struct Form {
    email: String,
    password: String,
    #[serde(default)]
    note: String,
}

#[login_required]
async fn echo(user: CurrentUser<User>, form: web::Form<Form>) -> impl Responder {
    format!("{}:{}", user.id, form.note)
}

/// No guard: actix-web extracts both arguments at once.
async fn user_then_form(user: CurrentUser<User>, form: web::Form<Form>) -> impl Responder {
    format!("{}:{}", user.id, form.note)
}

async fn form_then_user(form: web::Form<Form>, user: CurrentUser<User>) -> impl Responder {
    format!("{}:{}", user.id, form.note)
}

/// The body is long gone when the user is asked for.
async fn form_then_ask(form: web::Form<Form>, auth: AuthSession) -> impl Responder {
    let user = auth.current_user::<User>().await.unwrap().unwrap();
    format!("{}:{}", user.id, form.note)
}

#[login_required]
async fn raw_length(body: web::Bytes) -> impl Responder {
    body.len().to_string()
}

async fn app() -> TestApp {
    let users = Users::new();
    let by_form = move |manager: LoginManagerBuilder| {
        manager.request_loader(move |request: LoginRequest| {
            let users = users.clone();
            async move {
                let form: Form = request.form().await?;
                let user = users.get(&form.email)?;
                (user.password == form.password).then_some(user)
            }
        })
    };
    let pages = |app: &mut web::ServiceConfig| {
        app.app_data(web::FormConfig::default().limit(1_000_000))
            .app_data(web::PayloadConfig::default().limit(1_000_000))
            .route("/echo", web::post().to(echo))
            .route("/user-form", web::post().to(user_then_form))
            .route("/form-user", web::post().to(form_then_user))
            .route("/form-ask", web::post().to(form_then_ask))
            .route("/raw", web::post().to(raw_length));
    };
    TestApp::with_pages(by_form, pages).await
}

async fn post(app: &TestApp, uri: &str, content_type: &'static str, body: String) -> Answer {
    let request = TestRequest::with_uri(uri)
        .method(Method::POST)
        .insert_header(("content-type", content_type))
        .set_payload(body);
    app.send(request).await
}

const FORM: &str = "application/x-www-form-urlencoded";

#[actix_web::test]
async fn credentials_in_a_form_let_in_and_the_handler_reads_the_same_form() {
    let app = app().await;
    let body = "email=1&password=password+of+1&note=hello";
    for uri in ["/echo", "/user-form", "/form-user", "/form-ask"] {
        for content_type in [FORM, "application/x-www-form-urlencoded; charset=utf-8"] {
            let answer = post(&app, uri, content_type, body.to_owned()).await;
            assert_eq!(
                (answer.status.as_u16(), answer.text()),
                (200, "1:hello"),
                "{uri}"
            );
        }
    }
    for wrong in [
        "email=1&password=wrong",
        "email=1",
        "",
        "email=3&password=password+of+3",
        "%%%",
    ] {
        assert_eq!(
            post(&app, "/echo", FORM, wrong.to_owned()).await.status,
            401,
            "{wrong}"
        );
    }
    let json = r#"{"email":"1","password":"password of 1"}"#.to_owned();
    assert_eq!(
        post(&app, "/echo", "application/json", json).await.status,
        401
    );
}

#[actix_web::test]
async fn the_loader_sees_no_form_over_16_kib_and_the_handler_sees_all_of_it() {
    let app = app().await;
    let fitting = format!("email=1&password=password+of+1&note={}", "x".repeat(16_000));
    let answer = post(&app, "/echo", FORM, fitting).await;
    assert_eq!(answer.text(), format!("1:{}", "x".repeat(16_000)));
    let long = format!(
        "email=1&password=password+of+1&note={}",
        "x".repeat(400_000)
    );
    assert_eq!(post(&app, "/echo", FORM, long.clone()).await.status, 401);

    // With a login of another kind, the long form is the handler's business.
    let mut browser = app.browser();
    browser.post("/login?user=2").await;
    for (uri, expected) in [
        ("/echo", format!("2:{}", "x".repeat(400_000))),
        ("/raw", long.len().to_string()),
    ] {
        let request = TestRequest::with_uri(uri)
            .method(Method::POST)
            .insert_header(("content-type", FORM))
            .set_payload(long.clone());
        assert_eq!(browser.send_request(request).await.text(), expected);
    }
}

#[derive(Clone, UserMixin)]
struct Bot {
    id: String,
}

#[actix_web::test]
async fn loaders_of_different_types_of_users_are_refused_at_the_start() {
    let with = |request_loader: fn(LoginManagerBuilder) -> LoginManagerBuilder| {
        let builder = LoginManager::builder(SecretKey::generate().unwrap());
        request_loader(builder.user_loader(async |id| Some(Bot { id }))).build()
    };
    let error = with(|builder| builder.request_loader(async |_| None::<User>));
    let message = error.unwrap_err().to_string();
    assert!(message.starts_with("`user_loader` returns `"), "{message}");
    assert!(
        message.contains("Bot`, but `request_loader` returns `"),
        "{message}"
    );
    assert!(with(|builder| builder.request_loader(async |_| None::<Bot>)).is_ok());
}

#[derive(Clone, UserMixin)]
struct Other {
    id: String,
}

async fn log_in_another_type(auth: AuthSession) -> actix_web::Result<&'static str> {
    let id = "1".to_owned();
    auth.login_user(&Other { id }).await?;
    Ok("logged in")
}

#[actix_web::test]
async fn nobody_logs_in_as_a_type_that_the_only_loader_does_not_return() {
    let (users, clock) = (Users::new(), TestClock::new());
    let builder = LoginManager::builder(SecretKey::generate().unwrap()).clock(clock.clone());
    let manager = by_api_key(builder).build().unwrap();
    let app = TestApp::around(manager, users, clock, |app| {
        app.route("/login/other", web::post().to(log_in_another_type));
    })
    .await;
    let answer = app.browser().post("/login/other").await;
    assert_eq!(answer.status, 500);
    assert!(answer.set_cookies().is_empty());
}

#[actix_web::test]
async fn who_is_known_by_the_request_does_not_make_the_login_of_another_fresh() {
    let (users, clock) = (Users::new(), TestClock::new());
    let builder = LoginManager::builder(SecretKey::generate().unwrap()).clock(clock.clone());
    let manager = by_api_key(builder).build().unwrap();
    let app = TestApp::around(manager, users, clock, |_| {}).await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    for (key, status) in [("key of 2", 401), ("key of 1", 200)] {
        let confirmation = TestRequest::with_uri("/confirm")
            .method(Method::POST)
            .insert_header(("x-api-key", key));
        let answer = browser.send_request(confirmation).await;
        assert_eq!(answer.status, status, "{key}");
        assert_eq!(answer.set_cookies().is_empty(), status == 401, "{key}");
    }
}
