//! Two of what should be one: managers, cookies, borrowers.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use actix_web::{
    App, FromRequest, HttpResponse, ResponseError,
    dev::{Service, ServiceRequest, ServiceResponse},
    middleware::{Next, from_fn},
    test::{TestRequest, init_service},
    web,
};
use login::{
    AuthSession, CookieConfig, CurrentUser, Event, LoginError, LoginManager, LoginManagerBuilder,
    SecretKey, Session, SessionError, UserMixin,
};
use login_tests::{TestApp, User};
use serde::{Serialize, Serializer};

const SECRET: &str = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61";

#[derive(Clone, UserMixin)]
struct Member {
    id: i64,
}

#[derive(Clone, UserMixin)]
struct Admin {
    id: i64,
}

#[actix_web::test]
async fn k4_two_managers_with_one_secret_and_two_cookies_refuse_each_others() {
    let manager = |name| {
        LoginManager::builder(SecretKey::new(SECRET).unwrap())
            .session_cookie(CookieConfig::new().name(name))
    };
    let members = manager("member").user_loader(async |id: i64| Some(Member { id }));
    let admins = manager("admin").user_loader(async |id: i64| Some(Admin { id }));
    let log_in = web::post().to(async |auth: AuthSession| {
        auth.login_user(&Member { id: 7 }).remember(true).await?;
        Ok::<_, LoginError>("True")
    });
    let who = web::get().to(async |admin: CurrentUser<Admin>| admin.id.to_string());
    let app = App::new()
        .wrap(members.build().unwrap())
        .route("/login", log_in)
        .service(
            web::scope("/admin")
                .wrap(admins.build().unwrap())
                .route("/who", who),
        );
    let app = init_service(app).await;
    let login = TestRequest::post().uri("/login").to_request();
    let login = app.call(login).await.unwrap();
    let cookies: Vec<_> = login.response().cookies().collect();
    let renamed = format!("admin={}", cookies[0].value());
    let as_they_are = cookies
        .iter()
        .map(|cookie| format!("{}={}", cookie.name(), cookie.value()));
    for cookie in as_they_are.chain([renamed]) {
        let request = TestRequest::with_uri("/admin/who").insert_header(("cookie", cookie));
        let answer = app.call(request.to_request()).await.unwrap();
        assert_eq!(answer.status(), 401);
    }
}

async fn fail(
    request: ServiceRequest,
    next: Next<actix_web::body::BoxBody>,
) -> Result<ServiceResponse, actix_web::Error> {
    next.call(request).await?;
    Err(actix_web::error::ErrorBadGateway("from a middleware"))
}

#[actix_web::test]
async fn p4_an_error_that_carries_cookies_does_not_print_them() {
    let manager = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(async |id: i64| Some(Member { id }))
        .build()
        .unwrap();
    let log_in = web::post().to(async |auth: AuthSession| {
        auth.login_user(&Member { id: 7 }).remember(true).await?;
        Ok::<_, LoginError>("True")
    });
    let app = App::new()
        .wrap(from_fn(fail))
        .wrap(manager)
        .route("/login", log_in);
    let app = init_service(app).await;
    let login = TestRequest::post().uri("/login").to_request();
    let error = app.call(login).await.unwrap_err();
    let printed = format!("{error:?} {error}");
    let response = error.error_response();
    let headers = format!("{:?}", response.headers());
    let mut cookies = 0;
    for cookie in response.cookies() {
        assert!(!printed.contains(cookie.value()));
        assert!(!headers.contains(cookie.value()));
        cookies += 1;
    }
    assert_eq!(cookies, 2);
}

/// A value that looks into the session while it is written into it.
struct Nosy(Session);

impl Serialize for Nosy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = self.0.keys();
        serializer.serialize_u64(keys.len() as u64)
    }
}

async fn odd_values(session: Session) -> Result<HttpResponse, SessionError> {
    session.insert("nosy", Nosy(session.clone()))?;
    assert_eq!(session.get::<u64>("nosy")?, Some(0));
    let mut deep = serde_json::json!(0);
    for _ in 0..200 {
        deep = serde_json::json!([deep]);
    }
    let refused = session.insert("deep", &deep);
    assert!(matches!(&refused, Err(SessionError::Serialize { .. })));
    assert_eq!(refused.unwrap_err().status_code(), 500);
    session.insert("after", "kept")?;
    Ok(HttpResponse::Ok().body("ok"))
}

async fn after_odd_values(session: Session) -> Result<String, SessionError> {
    Ok(session.get("after")?.unwrap_or_default())
}

#[actix_web::test]
async fn values_that_are_odd_to_write_cost_no_other_value() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/odd", web::get().to(odd_values))
            .route("/after", web::get().to(after_odd_values));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/odd").await.text(), "ok");
    // The next request reads what this one wrote.
    assert_eq!(browser.get("/after").await.text(), "kept");
}

fn user(id: &str) -> User {
    User {
        id: id.to_owned(),
        active: true,
        password: format!("password of {id}"),
    }
}

async fn several(auth: AuthSession) -> Result<String, LoginError> {
    auth.login_user(&user("1")).remember(true).await?;
    auth.login_user(&user("2")).await?;
    auth.logout_user().await?;
    let remembered = auth.login_remembered();
    auth.login_user(&user("1")).await?;
    Ok(remembered.to_string())
}

async fn remembered_and_then_another(auth: AuthSession) -> Result<&'static str, LoginError> {
    auth.login_user(&user("1")).remember(true).await?;
    auth.login_user(&user("2")).await?;
    Ok("True")
}

#[actix_web::test]
async fn another_users_login_takes_back_a_remember_cookie_not_yet_sent() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/both", web::post().to(remembered_and_then_another));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    browser.post("/both").await;
    assert_eq!(browser.get("/who").await.text(), "2");
    browser.close();
    assert_eq!(browser.get("/who").await.text(), "nobody");
}

#[actix_web::test]
async fn who_asks_twice_for_the_answer_to_a_refusal_gets_one_event_and_one_message() {
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    let pages = |app: &mut web::ServiceConfig| {
        let twice = async |auth: AuthSession, session: Session| {
            let refusal = auth.unauthorized();
            drop((refusal.error_response(), refusal.error_response()));
            session.take_flashes().len().to_string()
        };
        app.route("/twice", web::get().to(twice));
    };
    let settings = move |manager: LoginManagerBuilder| {
        manager
            .login_view("/login")
            .login_message("Please log in")
            .on_event(move |event, _| {
                if matches!(event, Event::UserUnauthorized) {
                    count.fetch_add(1, Ordering::SeqCst);
                }
            })
    };
    let app = TestApp::with_pages(settings, pages).await;
    assert_eq!(app.browser().get("/twice").await.text(), "1");
    assert_eq!(told.load(Ordering::SeqCst), 1);
}

#[actix_web::test]
async fn of_several_logins_in_one_request_the_last_counts() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/several", web::post().to(several));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let mut before = browser.clone();
    let answer = browser.post("/several").await;
    assert_eq!(answer.text(), "false");
    assert_eq!(browser.get("/who").await.text(), "1");
    browser.close();
    assert_eq!(browser.get("/who").await.text(), "nobody");
    assert_eq!(before.get("/who").await.text(), "nobody");
    before.close();
    assert_eq!(before.get("/who").await.text(), "nobody");
}

/// Turns a panic of the pages inside into a 500, as some middlewares do.
async fn catch_panics(
    request: ServiceRequest,
    next: Next<actix_web::body::BoxBody>,
) -> Result<ServiceResponse, actix_web::Error> {
    let mut inside = Box::pin(next.call(request));
    poll_fn(move |cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| inside.as_mut().poll(cx)));
        polled.unwrap_or_else(|_| {
            Poll::Ready(Err(actix_web::error::ErrorInternalServerError("panic")))
        })
    })
    .await
}

#[actix_web::test]
async fn a_loader_that_panics_once_spoils_no_later_request() {
    let panics = Arc::new(AtomicUsize::new(1));
    let left = Arc::clone(&panics);
    let manager = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(move |id: i64| {
            let left = Arc::clone(&left);
            async move {
                let panics = left.load(Ordering::SeqCst);
                left.store(panics.saturating_sub(1), Ordering::SeqCst);
                assert_eq!(panics, 0, "the loader panics");
                Some(Member { id })
            }
        })
        .build()
        .unwrap();
    let cookie = login::testing::TestLogin::new(&manager, &Member { id: 7 }).cookie();
    let who = web::get().to(async |member: CurrentUser<Member>| member.id.to_string());
    let app = App::new()
        .wrap(from_fn(catch_panics))
        .wrap(manager)
        .route("/", who);
    let app = init_service(app).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let request = TestRequest::default().cookie(cookie.clone());
        let status = match app.call(request.to_request()).await {
            Ok(answer) => answer.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        statuses.push(status.as_u16());
    }
    assert_eq!(statuses, [500, 200, 200, 200]);
}

#[actix_web::test]
async fn a_listener_that_asks_for_the_user_does_not_wait_for_ever() {
    let refused = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&refused);
    let manager = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(async |id: i64| Some(Member { id }))
        .on_event(move |event, request| {
            if matches!(event, Event::UserAccessed) {
                let mut asking = Box::pin(CurrentUser::<Member>::extract(request));
                let mut cx = Context::from_waker(Waker::noop());
                if let Poll::Ready(Err(_)) = asking.as_mut().poll(&mut cx) {
                    count.fetch_add(1, Ordering::SeqCst);
                }
            }
        })
        .build()
        .unwrap();
    let cookie = login::testing::TestLogin::new(&manager, &Member { id: 7 }).cookie();
    let who = web::get().to(async |member: CurrentUser<Member>| member.id.to_string());
    let app = init_service(App::new().wrap(manager).route("/", who)).await;
    let request = TestRequest::default().cookie(cookie);
    let answer = app.call(request.to_request()).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(refused.load(Ordering::SeqCst), 1);
}

#[actix_web::test]
async fn a_session_in_other_hands_is_told_of_although_nobody_asks_for_the_user() {
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    let app = TestApp::with(move |manager| {
        manager.on_event(move |event, _| {
            if matches!(event, Event::SessionProtected { .. }) {
                count.fetch_add(1, Ordering::SeqCst);
            }
        })
    })
    .await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    for (uri, times) in [("/data", 1), ("/who", 2)] {
        let elsewhere = TestRequest::with_uri(uri).insert_header(("user-agent", "another"));
        browser.send_request(elsewhere).await;
        assert_eq!(told.load(Ordering::SeqCst), times);
    }
}
