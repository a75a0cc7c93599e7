//! Two things at one time. What waits is held at a gate that the test opens; nothing sleeps.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use actix_web::{
    App, FromRequest,
    cookie::Cookie,
    dev::{Service, ServiceResponse},
    http::Method,
    test::{TestRequest, init_service},
    web,
};
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, LoginRequest, SecretKey, Session,
    testing::TestClock,
};
use login_tests::{TestApp, User, Users};
use tokio::{join, sync::Semaphore};

use super::SESSION;

/// Holds the first load that comes while it is closed, until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<Inner>);

struct Inner {
    holds_next: AtomicBool,
    opened: Semaphore,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            holds_next: AtomicBool::new(false),
            opened: Semaphore::new(0),
        }
    }
}

impl Gate {
    fn close(&self) {
        self.0.holds_next.store(true, Ordering::SeqCst);
    }

    fn open(&self) {
        assert!(!self.0.holds_next.load(Ordering::SeqCst), "nobody waits");
        self.0.opened.add_permits(1);
    }

    async fn pass(&self) {
        if self.0.holds_next.swap(false, Ordering::SeqCst) {
            self.0.opened.acquire().await.unwrap().forget();
        }
    }
}

/// A manager whose loader passes the gate.
fn gated(users: &Users, gate: &Gate) -> LoginManager {
    let (table, gate) = (users.clone(), gate.clone());
    LoginManager::builder(SecretKey::generate().unwrap())
        .clock(TestClock::new())
        .user_loader(move |id: String| {
            let (table, gate) = (table.clone(), gate.clone());
            async move {
                gate.pass().await;
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

async fn log_in_briefly(
    auth: AuthSession,
    users: web::Data<Users>,
) -> Result<&'static str, LoginError> {
    auth.login_user(&users.get("1").unwrap()).await?;
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

async fn load_and_log_in(
    auth: AuthSession,
    users: web::Data<Users>,
    gate: web::Data<Gate>,
) -> Result<String, LoginError> {
    let second = users.get("2").unwrap();
    let log_in = async {
        let logged_in = auth.login_user(&second).await;
        gate.open();
        logged_in
    };
    let (confirmed, logged_in) = join!(auth.confirm_login(), log_in);
    logged_in?;
    let user = auth.current_user::<User>().await?.unwrap();
    Ok(format!("{} {}", user.id, confirmed.is_ok()))
}

async fn stay(_: CurrentUser<User>, session: Session) -> Result<&'static str, LoginError> {
    session.set_permanent(true)?;
    Ok("True")
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
            .app_data(web::Data::new($gate.clone()))
            .wrap(gated($users, $gate))
            .route("/login", web::post().to(log_in))
            .route("/login-briefly", web::post().to(log_in_briefly))
            .route("/who", web::get().to(who))
            .route("/two", web::get().to(two_users))
            .route("/load-and-logout", web::get().to(load_and_log_out))
            .route("/load-and-login", web::get().to(load_and_log_in))
            .route(
                "/confirm",
                web::post()
                    .to(async |auth: AuthSession| auth.confirm_login().await.map(|()| "True")),
            )
            .route("/stay", web::post().to(stay))
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
    let (users, gate) = (Users::new(), Gate::default());
    let app = app!(&users, &gate);
    let login = request("/login", &[]).method(Method::POST).to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    gate.close();
    let asking = app.call(request("/two", &cookies[..1]).to_request());
    let open = async { gate.open() };
    let (response, ()) = join!(asking, open);
    assert_eq!(body(response.unwrap()).await, "1 1 1");
    assert_eq!(users.loads(), 1);
}

#[actix_web::test]
async fn f3_a_logout_is_not_undone_by_a_restore_still_in_flight() {
    let (users, gate) = (Users::new(), Gate::default());
    let app = app!(&users, &gate);
    let login = request("/login", &[]).method(Method::POST).to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    let remembered = &cookies[1..];

    gate.close();
    let restoring = app.call(request("/who", remembered).to_request());
    let log_out = async {
        let logout = request("/logout", remembered).method(Method::POST);
        let response = app.call(logout.to_request()).await.unwrap();
        assert_eq!(response.status(), 200);
        gate.open();
    };
    let (late, ()) = join!(restoring, log_out);
    let late = late.unwrap();
    assert!(
        !late
            .response()
            .cookies()
            .any(|cookie| cookie.name() == SESSION)
    );
    for cookie in set_cookies(&late) {
        let again = app.call(request("/who", &[cookie]).to_request()).await;
        assert_eq!(body(again.unwrap()).await, "nobody");
    }
}

#[actix_web::test]
async fn f3_a_logout_beside_a_load_in_one_request_holds() {
    let (users, gate) = (Users::new(), Gate::default());
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
    let (users, gate) = (Users::new(), Gate::default());
    let app = app!(&users, &gate);
    let login = request("/login", &[]).method(Method::POST).to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    gate.close();
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
async fn f3_a_logout_is_not_undone_by_a_confirmation_still_in_flight() {
    let (users, gate) = (Users::new(), Gate::default());
    let app = app!(&users, &gate);
    let login = request("/login", &[]).method(Method::POST).to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    let session = &cookies[..1];
    gate.close();
    let confirming = request("/confirm", session).method(Method::POST);
    let confirming = app.call(confirming.to_request());
    let log_out = async {
        let logout = request("/logout", session).method(Method::POST);
        app.call(logout.to_request()).await.unwrap();
        gate.open();
    };
    let (late, ()) = join!(confirming, log_out);
    let late = late.unwrap();
    assert_eq!(late.status(), 401);
    for cookie in set_cookies(&late) {
        let again = app.call(request("/who", &[cookie]).to_request()).await;
        assert_eq!(body(again.unwrap()).await, "nobody");
    }
}

#[actix_web::test]
async fn f3_a_logout_is_not_undone_by_a_session_that_is_made_permanent_meanwhile() {
    let (users, gate) = (Users::new(), Gate::default());
    let app = app!(&users, &gate);
    let login = request("/login-briefly", &[])
        .method(Method::POST)
        .to_request();
    let cookies = set_cookies(&app.call(login).await.unwrap());
    let session = &cookies[..1];
    gate.close();
    let staying = request("/stay", session).method(Method::POST);
    let staying = app.call(staying.to_request());
    let log_out = async {
        let logout = request("/logout", session).method(Method::POST);
        app.call(logout.to_request()).await.unwrap();
        gate.open();
    };
    let (late, ()) = join!(staying, log_out);
    let late = late.unwrap();
    assert_eq!(late.status(), 200);
    assert!(set_cookies(&late).is_empty());
}

#[actix_web::test]
async fn l3_a_login_under_the_new_password_is_not_ended_by_a_request_under_way() {
    let (users, gate) = (Users::new(), Gate::default());
    let app = app!(&users, &gate);
    let login = || request("/login", &[]).method(Method::POST);
    let before = set_cookies(&app.call(login().to_request()).await.unwrap());
    gate.close();
    let late = app.call(request("/who", &before).to_request());
    let change = async {
        users.change("1", |user| user.password = "new".to_owned());
        let again = request("/login", &before).method(Method::POST);
        let answer = app.call(again.to_request()).await.unwrap();
        gate.open();
        set_cookies(&answer)
    };
    let (late, after) = join!(late, change);
    let late = late.unwrap();
    assert!(set_cookies(&late).is_empty());
    assert_eq!(body(late).await, "nobody");
    assert_eq!(after.len(), 2);
    for cookie in after {
        let again = app.call(request("/who", &[cookie]).to_request()).await;
        assert_eq!(body(again.unwrap()).await, "1");
    }
}

#[actix_web::test]
async fn l1_a_logout_under_way_ends_the_login_under_the_new_password_that_came_before_it() {
    let (users, gate) = (Users::new(), Gate::default());
    let app = app!(&users, &gate);
    let login = request("/login-briefly", &[]).method(Method::POST);
    let before = set_cookies(&app.call(login.to_request()).await.unwrap());
    gate.close();
    let logout = request("/logout", &before).method(Method::POST);
    let late = app.call(logout.to_request());
    let change = async {
        users.change("1", |user| user.password = "new".to_owned());
        let again = request("/login-briefly", &before).method(Method::POST);
        let answer = app.call(again.to_request()).await.unwrap();
        gate.open();
        set_cookies(&answer)
    };
    let (late, after) = join!(late, change);
    assert_eq!(body(late.unwrap()).await, "True");
    let again = app.call(request("/who", &after).to_request()).await;
    assert_eq!(body(again.unwrap()).await, "nobody");
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
            let user = CurrentUser::<User>::extract(&request).await;
            let user = user.map_err(|error| error.to_string())?;
            Ok::<_, String>(Some(User::clone(&user)))
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
