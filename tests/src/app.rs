//! The application under test.

use std::{fmt, future::ready, pin::Pin, rc::Rc, time::Duration};

use actix_web::{
    App, HttpResponse, Responder,
    body::to_bytes,
    dev::Service,
    middleware::Condition,
    test::{TestRequest, init_service},
    web,
};
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, LoginManagerBuilder, NextUrl, RequireLogin,
    SecretKey, Session, fresh_login_required, login_required, testing::TestClock,
};
use serde::Deserialize;

use crate::{Answer, Browser, User, Users, storage};

type Send = Rc<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Answer>>>>;

/// An application with its users and its clock.
#[derive(Clone)]
pub struct TestApp {
    /// The users that the loader returns.
    pub users: Users,
    /// The clock of the manager.
    pub clock: TestClock,
    send: Send,
}

impl fmt::Debug for TestApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestApp")
    }
}

impl TestApp {
    /// Creates an application with the default settings.
    pub async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    /// Creates an application with other settings.
    pub async fn with(settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder) -> Self {
        Self::with_pages(settings, |_| {}).await
    }

    /// Creates an application with other settings, and with more pages than usual.
    pub async fn with_pages(
        settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
        more_pages: fn(&mut web::ServiceConfig),
    ) -> Self {
        let (users, clock) = (Users::new(), TestClock::new());
        let builder = Self::builder(SecretKey::generate().unwrap(), &users, &clock);
        Self::around(settings(builder).build().unwrap(), users, clock, more_pages).await
    }

    /// Returns a builder whose loader reads `users`. Sessions are where this test target keeps them.
    pub fn builder(secret: SecretKey, users: &Users, clock: &TestClock) -> LoginManagerBuilder {
        storage::with_storage(Self::sealed(secret, users, clock))
    }

    /// Returns the same builder, but with sessions in the cookie in every test target.
    pub fn sealed(secret: SecretKey, users: &Users, clock: &TestClock) -> LoginManagerBuilder {
        let table = users.clone();
        LoginManager::builder(secret)
            .user_loader(move |id: String| ready(table.load(&id)))
            .clock(clock.clone())
    }

    /// Creates an application that requires a login everywhere except where `rules` allow access, with more
    /// pages than usual.
    pub async fn closed(rules: RequireLogin, more_pages: fn(&mut web::ServiceConfig)) -> Self {
        let (users, clock) = (Users::new(), TestClock::new());
        let builder = Self::builder(SecretKey::generate().unwrap(), &users, &clock);
        let manager = builder.login_view("/login").build().unwrap();
        Self::wrapped(manager, Some(rules), users, clock, more_pages).await
    }

    /// Creates an application that uses this manager.
    pub async fn around(
        manager: LoginManager,
        users: Users,
        clock: TestClock,
        more_pages: fn(&mut web::ServiceConfig),
    ) -> Self {
        Self::wrapped(manager, None, users, clock, more_pages).await
    }

    async fn wrapped(
        manager: LoginManager,
        rules: Option<RequireLogin>,
        users: Users,
        clock: TestClock,
        more_pages: fn(&mut web::ServiceConfig),
    ) -> Self {
        storage::connect().await;
        let is_closed = rules.is_some();
        let app = App::new()
            .app_data(web::Data::new(users.clone()))
            .wrap(Condition::new(is_closed, rules.unwrap_or_default()))
            .wrap(manager)
            .configure(pages)
            .configure(more_pages);
        let service = Rc::new(init_service(app).await);
        let send: Send = Rc::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move {
                let (status, headers, body) = match service.call(request.to_request()).await {
                    Ok(response) => {
                        let response = response.into_parts().1.map_into_boxed_body();
                        let (status, headers) = (response.status(), response.headers().clone());
                        (status, headers, response.into_body())
                    }
                    // The same as actix-web's server does with an error of a middleware.
                    Err(error) => {
                        let response = error.error_response();
                        let (status, headers) = (response.status(), response.headers().clone());
                        (status, headers, response.into_body())
                    }
                };
                let body = to_bytes(body).await.unwrap();
                Answer {
                    status,
                    headers,
                    body,
                }
            })
        });
        Self { users, clock, send }
    }

    /// Returns a browser without cookies.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.clone())
    }

    /// Sends a request without adding cookies.
    pub async fn send(&self, request: TestRequest) -> Answer {
        (self.send)(request).await
    }

    /// Moves the clock forward.
    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

fn pages(app: &mut web::ServiceConfig) {
    app.route("/public", web::get().to(public))
        .route("/who", web::get().to(who))
        .route("/protected", web::to(protected))
        .route("/current", web::get().to(current))
        .route("/fresh", web::to(fresh))
        .route("/login", web::get().to(login_page))
        .route("/login", web::post().to(log_in))
        .route("/logout", web::post().to(log_out))
        .route("/confirm", web::post().to(confirm))
        .route("/state", web::get().to(state))
        .route("/next", web::get().to(next))
        .route("/data", web::get().to(show_data))
        .route("/data/{key}/{value}", web::post().to(put_data));
}

/// Does not use the library.
async fn public() -> impl Responder {
    "public"
}

async fn who(user: Option<CurrentUser<User>>) -> impl Responder {
    user.map_or_else(|| "nobody".to_owned(), |user| user.id.clone())
}

#[login_required]
async fn protected() -> impl Responder {
    "protected"
}

/// Guarded only by its argument.
async fn current(user: CurrentUser<User>) -> impl Responder {
    user.id.clone()
}

#[fresh_login_required]
async fn fresh(user: CurrentUser<User>) -> impl Responder {
    format!("fresh {}", user.id)
}

async fn login_page() -> impl Responder {
    "login page"
}

#[derive(Deserialize)]
struct Login {
    user: String,
    #[serde(default)]
    remember: bool,
    days: Option<u64>,
    #[serde(default)]
    force: bool,
    #[serde(default)]
    stale: bool,
}

async fn log_in(
    auth: AuthSession,
    login: web::Query<Login>,
    users: web::Data<Users>,
) -> Result<HttpResponse, LoginError> {
    let Some(user) = users.get(&login.user) else {
        return Ok(HttpResponse::Ok().body("False"));
    };
    let mut logging_in = auth
        .login_user(&user)
        .remember(login.remember)
        .force(login.force)
        .fresh(!login.stale);
    if let Some(days) = login.days {
        logging_in = logging_in.duration(Duration::from_secs(days * 24 * 60 * 60));
    }
    match logging_in.await {
        Ok(()) => Ok(HttpResponse::Ok().body("True")),
        Err(LoginError::InactiveUser) => Ok(HttpResponse::Ok().body("False")),
        Err(error) => Err(error),
    }
}

async fn log_out(auth: AuthSession) -> Result<&'static str, LoginError> {
    auth.logout_user().await?;
    Ok("True")
}

async fn confirm(auth: AuthSession) -> Result<&'static str, LoginError> {
    auth.confirm_login().await?;
    Ok("confirmed")
}

/// Reports what is known without loading the user.
async fn state(auth: AuthSession) -> impl Responder {
    format!(
        "fresh {} remembered {}",
        auth.login_fresh(),
        auth.login_remembered()
    )
}

async fn next(next: NextUrl) -> impl Responder {
    next.or("/default").redirect()
}

async fn show_data(session: Session) -> actix_web::Result<impl Responder> {
    let mut lines = Vec::new();
    for key in session.keys() {
        let value: Option<String> = session.get(&key)?;
        lines.push(format!("{key}={}", value.unwrap_or_default()));
    }
    Ok(lines.join(" "))
}

async fn put_data(
    session: Session,
    path: web::Path<(String, String)>,
) -> actix_web::Result<impl Responder> {
    let (key, value) = path.into_inner();
    session.insert(&key, value)?;
    Ok("ok")
}
