//! An application as it should be, but for what a test changes.

use std::{future::ready, time::Duration};

use actix_session::{SessionMiddleware, storage::CookieSessionStore};
use actix_web::{
    App, HttpResponse, Responder,
    cookie::{Key, SameSite},
    middleware::Condition,
    test::{TestRequest, init_service},
    web::{self, Redirect},
};
use login::{
    AuthSession, LoginError, LoginManager, LoginManagerBuilder, LoginThrottle, NextUrl, SecretKey,
    fresh_login_required, login_required,
    testing::{Site, TestClock},
};
use login_tests::{User, Users};
use serde::Deserialize;

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
    #[serde(default)]
    remember: bool,
}

async fn log_in(
    auth: AuthSession,
    next: NextUrl,
    users: web::Data<Users>,
    form: web::Form<Credentials>,
) -> Result<HttpResponse, LoginError> {
    auth.login_attempt(&form.name).await?;
    let user = users.get(&form.name).filter(|_| form.password == "secret");
    let logged_in = match user {
        Some(user) => auth.login_user(&user).remember(form.remember).await,
        None => Err(LoginError::InactiveUser),
    };
    match logged_in {
        Ok(()) => Ok(next.or("/").redirect()),
        Err(LoginError::InactiveUser) => Ok(HttpResponse::Unauthorized().body("Bad login")),
        Err(error) => Err(error),
    }
}

pub(crate) async fn log_out(auth: AuthSession) -> Result<impl Responder, LoginError> {
    auth.logout_user().await?;
    Ok("Logged out")
}

#[login_required]
async fn account() -> impl Responder {
    "account"
}

#[fresh_login_required]
async fn password() -> impl Responder {
    "password"
}

#[fresh_login_required]
async fn change() -> impl Responder {
    Redirect::to("/account").see_other()
}

#[login_required(test = |_: &User| false)]
async fn admin() -> impl Responder {
    "admin"
}

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/", web::get().to(|| ready("shop")))
        .route("/login", web::post().to(log_in))
        .route("/logout", web::post().to(log_out))
        .route("/account", web::get().to(account))
        .route("/password", web::get().to(password))
        .route("/password", web::post().to(change))
        .route("/admin", web::get().to(admin))
        .route("/admin", web::post().to(admin));
}

pub(crate) async fn with_pages(
    settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
    pages: fn(&mut web::ServiceConfig),
) -> Site {
    around(settings, pages, false).await
}

/// The same with its sessions in actix-session, which has them in a cookie.
pub(crate) async fn in_actix_session() -> Site {
    around(LoginManagerBuilder::actix_session, pages, true).await
}

async fn around(
    settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
    pages: fn(&mut web::ServiceConfig),
    is_hosted: bool,
) -> Site {
    let (users, clock) = (Users::new(), TestClock::new());
    let table = users.clone();
    let manager = settings(LoginManager::builder(SecretKey::generate().unwrap()))
        .user_loader(move |id: String| ready(table.load(&id)))
        .login_view("/login")
        .login_throttle(LoginThrottle::in_memory().per_account(5, Duration::from_secs(600)))
        .clock(clock.clone())
        .build()
        .unwrap();
    let sessions = SessionMiddleware::builder(CookieSessionStore::default(), Key::generate());
    let sessions = sessions.cookie_name("__Host-id".to_owned());
    let sessions = sessions.cookie_same_site(SameSite::Lax).build();
    let app = App::new()
        .app_data(web::Data::new(users))
        .wrap(manager)
        .wrap(Condition::new(is_hosted, sessions))
        .configure(pages);
    described(Site::new(init_service(app).await)).clock(&clock)
}

/// What both applications have in common.
pub(crate) fn described(site: Site) -> Site {
    site.log_in(|| ask("1", "secret", false))
        .log_in_remembered(|| ask("1", "secret", true))
        .log_in_in_vain(|| ask("nobody", "secret", false))
        .log_in_in_vain(|| ask("1", "wrong", false))
        .log_in_in_vain(|| ask("3", "secret", false))
        .log_out(|| TestRequest::post().uri("/logout"))
        .guarded("/account")
        .guarded_request(|| TestRequest::post().uri("/password"))
        .forbidden("/admin")
        .forbidden_request(|| TestRequest::post().uri("/admin"))
        .fresh("/password")
        .throttled(5)
        .public("/")
}

fn ask(name: &str, password: &str, remember: bool) -> TestRequest {
    let form = [
        ("name", name),
        ("password", password),
        ("remember", if remember { "true" } else { "false" }),
    ];
    TestRequest::post().uri("/login").set_form(form)
}
