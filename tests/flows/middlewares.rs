//! Handler arguments of the library in a middleware of the application's own.

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::{Next, from_fn},
    test::{TestRequest, init_service, try_call_service},
    web,
};
use login::{AuthSession, CurrentUser, LoginError, SecretKey, login_required, testing::TestClock};
use login_tests::{TestApp, User, Users};

/// As in the guide on guards: user 1 may read everything, and change nothing.
async fn read_only(
    auth: AuthSession,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_open = request.method().is_safe() || request.path() == "/logout";
    if !is_open
        && auth
            .current_user::<User>()
            .await?
            .is_some_and(|user| user.id == "1")
    {
        return Err(auth.forbidden());
    }
    drop(auth);
    next.call(request).await
}

/// Logs user 2 out.
async fn shut(
    auth: AuthSession,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let user = auth.current_user::<User>().await?;
    if user.is_some_and(|user| user.id == "2") {
        auth.logout_user().await?;
        return Err(auth.forbidden());
    }
    drop(auth);
    next.call(request).await
}

#[login_required]
async fn page(user: CurrentUser<User>) -> String {
    user.id.clone()
}

async fn log_in(
    auth: AuthSession,
    users: web::Data<Users>,
    id: web::Path<String>,
) -> Result<&'static str, LoginError> {
    auth.login_user(&users.get(&id).unwrap()).await?;
    Ok("in")
}

/// How a GET and a POST of this user are answered, if this happens after the login.
async fn answers_after(id: &str, happens: fn(&Users)) -> [u16; 2] {
    let users = Users::new();
    let secret = SecretKey::generate().unwrap();
    let builder = TestApp::builder(secret, &users, &TestClock::new());
    let app = App::new()
        .app_data(web::Data::new(users.clone()))
        .wrap(from_fn(read_only))
        .wrap(from_fn(shut))
        .wrap(builder.build().unwrap())
        .route("/login/{id}", web::post().to(log_in))
        .route("/", web::to(page));
    let app = init_service(app).await;
    let request = TestRequest::post().uri(&format!("/login/{id}"));
    let answer = try_call_service(&app, request.to_request()).await.unwrap();
    let cookie = answer.response().cookies().next().unwrap().into_owned();
    happens(&users);
    let mut statuses = [0; 2];
    for (status, method) in statuses.iter_mut().zip([Method::GET, Method::POST]) {
        let request = TestRequest::default().method(method);
        let request = request.cookie(cookie.clone()).to_request();
        let before = users.loads();
        *status = match try_call_service(&app, request).await {
            Ok(answer) => answer.status().as_u16(),
            Err(error) => error.error_response().status().as_u16(),
        };
        assert!(users.loads() <= before + 1, "{id}");
    }
    statuses
}

#[actix_web::test]
async fn a_middleware_knows_the_user_and_loads_nobody_twice() {
    assert_eq!(answers_after("1", |_| {}).await, [200, 403]);
}

#[actix_web::test]
async fn a_middleware_can_log_out() {
    // The copy of the cookie is refused by the guard then.
    assert_eq!(answers_after("2", |_| {}).await, [403, 401]);
}

#[actix_web::test]
async fn a_middleware_that_decides_lets_nothing_pass_while_the_user_cannot_be_loaded() {
    let down = |users: &Users| users.set_down(true);
    assert_eq!(answers_after("1", down).await, [503, 503]);
}
