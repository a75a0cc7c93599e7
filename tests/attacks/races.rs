//! Two things at one time. What waits is held at a gate that the test opens; nothing sleeps.

use std::{cell::RefCell, rc::Rc};

use actix_web::{
    App, FromRequest,
    cookie::Cookie,
    dev::{Service, ServiceResponse},
    http::Method,
    test::{TestRequest, init_service},
    web,
};
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, LoginRequest, SecretKey, testing::TestClock,
};
use login_tests::{TestApp, User, Users};
use tokio::{join, sync::Semaphore};

use crate::SESSION;

/// A loader that waits at a gate.
fn gated(users: &Users, gate: &std::sync::Arc<Semaphore>) -> LoginManager {
    let (table, gate) = (users.clone(), std::sync::Arc::clone(gate));
    LoginManager::builder(SecretKey::generate().unwrap())
        .clock(TestClock::new())
        .user_loader(move |id: String| {
            let (table, gate) = (table.clone(), std::sync::Arc::clone(&gate));
            async move {
                let _pass = gate.acquire().await.unwrap();
                table.load(&id)
            }
        })
        .build()
        .unwrap()
}

async fn log_in(auth: AuthSession, users: web::Data<Users>) -> Result<&'static str, LoginError> {
    auth.login_user(&users.get("1").unwrap())
        .remember(true)
        .await?;
    Ok("True")
}

async fn who(user: Option<CurrentUser<User>>) -> String {
    user.map_or("nobody".to_owned(), |user| user.id.clone())
}

async fn two_users(
    first: CurrentUser<User>,
    second: CurrentUser<User>,
    auth: AuthSession,
) -> String {
    let third = auth.current_user::<User>().await.unwrap().unwrap();
    format!("{} {} {}", first.id, second.id, third.id)
}

async fn load_and_log_out(auth: AuthSession) -> Result<String, LoginError> {
    let (user, out) = join!(auth.current_user::<User>(), auth.logout_user());
    out?;
    let after = auth.current_user::<User>().await?;
    Ok(format!("{} {}", user?.is_some(), after.is_some()))
}

async fn load_and_log_in(auth: AuthSession, users: web::Data<Users>) -> Result<String, LoginError> {
    let second = users.get("2").unwrap();
    let (confirmed, logged_in) =
        join!(auth.confirm_login(), auth.login_user(&second).into_future());
    logged_in?;
    let user = auth.current_user::<User>().await?.unwrap();
    Ok(format!("{} {}", user.id, confirmed.is_ok()))
}

fn set_cookies(response: &ServiceResponse) -> Vec<Cookie<'static>> {
    let cookies = response.response().cookies();
    cookies.map(Cookie::into_owned).collect()
}

fn request(uri: &str, cookies: &[Cookie<'static>]) -> TestRequest {
    cookies
        .iter()
        .fold(TestRequest::with_uri(uri), |request, cookie| {
            request.cookie(cookie.clone())
        })
}

macro_rules! app {
    ($users:expr, $gate:expr) => {{
        let app = App::new()
            .app_data(web::Data::new($users.clone()))
            .wrap(gated($users, $gate))
            .route("/login", web::post().to(log_in))
            .route("/who", web::get().to(who))
            .route("/two", web::get().to(two_users))
            .route("/load-and-logout", web::get().to(load_and_log_out))
            .route("/load-and-login", web::get().to(load_and_log_in))
            .route(
                "/logout",
                web::post().to(async |auth: AuthSession| auth.logout_user().await.map(|()| "True")),
            );
        init_service(app).await
    }};
}

async fn body(response: ServiceResponse) -> String {
    let bytes = actix_web::test::read_body(response).await;
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[actix_web::test]
async fn the_loader_is_asked_once_although_all_ask_before_it_answers() {
    let (users, gate) = (Users::new(), std::sync::Arc::new(Semaphore::new(1)));
    let app = app!(&users, &gate);
    let login = request("/login", &[]).method(Method::POST).to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    gate.forget_permits(1);
    let asking = app.call(request("/two", &cookies[..1]).to_request());
    let open = async { gate.add_permits(1) };
    let (response, ()) = join!(asking, open);
    assert_eq!(body(response.unwrap()).await, "1 1 1");
    assert_eq!(users.loads(), 1);
}

#[actix_web::test]
async fn f3_a_logout_is_not_undone_by_a_restore_still_in_flight() {
    let (users, gate) = (Users::new(), std::sync::Arc::new(Semaphore::new(1)));
    let app = app!(&users, &gate);
    let login = request("/login", &[]).method(Method::POST).to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    let remembered = &cookies[1..];

    gate.forget_permits(1);
    let restoring = app.call(request("/who", remembered).to_request());
    let late = Rc::new(RefCell::new(None));
    let keep = Rc::clone(&late);
    let restore = async move { *keep.borrow_mut() = Some(restoring.await.unwrap()) };
    let log_out = async {
        // Its own load is held at the gate as well, and does not keep it from logging out.
        let logout = request("/logout", remembered).method(Method::POST);
        let logging_out = app.call(logout.to_request());
        let open = async { gate.add_permits(2) };
        let (response, ()) = join!(logging_out, open);
        assert_eq!(response.unwrap().status(), 200);
    };
    join!(restore, log_out);
    let late = late.borrow_mut().take().unwrap();
    for cookie in set_cookies(&late) {
        let again = app.call(request("/who", &[cookie]).to_request()).await;
        assert_eq!(body(again.unwrap()).await, "nobody");
    }
}

#[actix_web::test]
async fn f3_a_logout_beside_a_load_in_one_request_holds() {
    let (users, gate) = (Users::new(), std::sync::Arc::new(Semaphore::new(1)));
    let app = app!(&users, &gate);
    let login = request("/login", &[]).method(Method::POST).to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    let answer = app
        .call(request("/load-and-logout", &cookies[1..]).to_request())
        .await;
    let answer = answer.unwrap();
    for cookie in set_cookies(&answer) {
        assert!(cookie.value().is_empty(), "{cookie}");
    }
    assert!(body(answer).await.ends_with("false"));
}

#[actix_web::test]
async fn a_login_beside_a_confirmation_is_the_one_that_counts() {
    let (users, gate) = (Users::new(), std::sync::Arc::new(Semaphore::new(1)));
    let app = app!(&users, &gate);
    let login = request("/login", &[]).method(Method::POST).to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    let answer = app
        .call(request("/load-and-login", &cookies[..1]).to_request())
        .await;
    let answer = answer.unwrap();
    let session: Vec<_> = set_cookies(&answer);
    let session: Vec<_> = session
        .into_iter()
        .filter(|c| c.name() == SESSION)
        .collect();
    assert!(body(answer).await.starts_with('2'));
    let again = app.call(request("/who", &session).to_request()).await;
    assert_eq!(body(again.unwrap()).await, "2");
}

#[actix_web::test]
async fn a_request_that_was_overtaken_removes_nothing_and_can_still_log_out() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    let mut overtaken = browser.clone();
    browser.post("/confirm").await;
    let answer = overtaken.get("/protected").await;
    assert_eq!(answer.status, 401);
    assert!(answer.set_cookies().is_empty());
    // The user meant this login when clicking the link of the older page.
    overtaken.post("/logout").await;
    assert_eq!(browser.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn a_loader_that_asks_for_the_user_gets_an_error_and_does_not_wait_for_ever() {
    let manager = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(async |_: String| None::<User>)
        .request_loader(async |request: LoginRequest| {
            let user = CurrentUser::<User>::extract(&request).await?;
            Ok::<_, actix_web::Error>(Some(User::clone(&user)))
        })
        .build()
        .unwrap();
    let app = App::new()
        .wrap(manager)
        .route("/", web::get().to(async |_: CurrentUser<User>| "in"));
    let app = init_service(app).await;
    let answer = app.call(TestRequest::default().to_request()).await.unwrap();
    assert_eq!(answer.status(), 503);
}
