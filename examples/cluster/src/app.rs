//! One process of the application. Its processes share only the secret, with which
//! they read each other's cookies, and the Redis that keeps the logins.

use std::{env, error::Error};

use actix_web::{
    App, HttpResponse, HttpServer, Responder, get, http::StatusCode, middleware::ErrorHandlers,
    post, web,
};
use login::{
    AuthSession, CurrentUser, LoginManager, NextUrl, SecretKey, login_required, store::RedisStore,
};

use crate::{
    devices, pages,
    users::{Credentials, User, user_loader},
};

/// This page needs no login, and so no Redis either.
#[get("/")]
async fn home() -> impl Responder {
    pages::home()
}

#[get("/login")]
async fn login_page() -> impl Responder {
    pages::login("")
}

#[post("/login")]
async fn log_in(
    auth: AuthSession,
    form: web::Form<Credentials>,
    next: NextUrl,
) -> actix_web::Result<HttpResponse> {
    // Reports failed attempts, and a `login_throttle` would limit them.
    auth.login_attempt(&form.email).await?;
    let Some(user) = form.check() else {
        return Ok(pages::login("Bad login"));
    };
    auth.login_user(&user).remember(form.remember()).await?;
    Ok(next.or("/protected").redirect())
}

#[get("/protected")]
#[login_required]
async fn protected(user: CurrentUser<User>) -> impl Responder {
    pages::protected(&user.id)
}

#[get("/reauthenticate")]
#[login_required]
async fn reauthenticate_page(user: CurrentUser<User>) -> impl Responder {
    pages::reauthenticate(&user.id, "")
}

#[post("/reauthenticate")]
#[login_required]
async fn reauthenticate(
    auth: AuthSession,
    user: CurrentUser<User>,
    form: web::Form<Credentials>,
    next: NextUrl,
) -> actix_web::Result<HttpResponse> {
    auth.login_attempt(&user.id).await?;
    if form.check().is_none_or(|checked| checked.id != user.id) {
        return Ok(pages::reauthenticate(&user.id, "Bad password"));
    }
    auth.confirm_login().await?;
    Ok(next.or("/devices").redirect())
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> actix_web::Result<impl Responder> {
    auth.logout_user().await?;
    Ok(pages::logged_out())
}

/// Serves on the `PORT`, with the logins in the Redis at `REDIS_URL`.
#[allow(clippy::print_stdout)]
pub(crate) async fn serve() -> Result<(), Box<dyn Error>> {
    let store = RedisStore::connect(&env::var("REDIS_URL")?).await?;
    let login_manager = LoginManager::builder(SecretKey::from_env("LOGIN_SECRET")?)
        .user_loader(user_loader)
        .session_store(store)
        .login_view("/login")
        .refresh_view("/reauthenticate")
        .allow_insecure_http() // Remove this when you serve over HTTPS.
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .wrap(login_manager.clone())
            .wrap(ErrorHandlers::new().handler(StatusCode::SERVICE_UNAVAILABLE, pages::away))
            .service((home, pages::style, login_page, log_in, log_out, protected))
            .service((reauthenticate_page, reauthenticate))
            .service((devices::list, devices::end))
            .service((devices::end_others, devices::end_all))
    });
    let port: u16 = env::var("PORT").map_or(Ok(8080), |port| port.parse())?;
    // One thread is enough, because there are several processes.
    let server = server.workers(1).bind(("127.0.0.1", port))?;
    for address in server.addrs() {
        let process = std::process::id();
        println!("http://localhost:{} (process {process})", address.port());
    }
    Ok(server.run().await?)
}
