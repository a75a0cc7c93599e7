//! The application that replaces the one in `flask/`. Start it with
//! `cargo run -p login-example-flask-migration`; the README describes the steps before and after.

mod pages;
mod phase;
mod users;
mod watch;

use std::{env, error::Error};

use actix_web::{App, HttpResponse, HttpServer, Responder, get, post, web};
use login::{
    AuthSession, CookieConfig, CurrentUser, LoginManager, NextUrl, SecretKey, fresh_login_required,
    login_required, store::MemoryStore,
};

use crate::{
    users::{Credentials, User, user_loader},
    watch::Moved,
};

#[get("/")]
async fn home(user: Option<CurrentUser<User>>) -> impl Responder {
    pages::home(user.as_deref())
}

#[get("/who")]
async fn who(user: Option<CurrentUser<User>>) -> impl Responder {
    user.map_or_else(|| "nobody".to_owned(), |user| user.id.clone())
}

#[get("/protected")]
#[login_required]
async fn protected(user: CurrentUser<User>) -> impl Responder {
    format!("Rust knows {}.", user.id)
}

#[get("/fresh")]
#[fresh_login_required]
async fn fresh() -> impl Responder {
    "fresh"
}

#[get("/login")]
async fn login_page() -> impl Responder {
    pages::login()
}

#[post("/login")]
async fn log_in(
    auth: AuthSession,
    form: web::Form<Credentials>,
    next: NextUrl,
) -> actix_web::Result<HttpResponse> {
    auth.login_attempt(&form.email).await?;
    let Some(user) = form.check() else {
        return Ok(HttpResponse::Unauthorized().body("Bad login"));
    };
    auth.login_user(&user).remember(form.remember()).await?;
    Ok(next.or("/").redirect())
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> actix_web::Result<impl Responder> {
    auth.logout_user().await?;
    Ok(web::Redirect::to("/").see_other())
}

/// The number to watch: once no more logins come from Flask, Flask can be switched off.
#[get("/moved")]
async fn count(moved: web::Data<Moved>) -> impl Responder {
    moved.to_string()
}

#[actix_web::main]
#[allow(clippy::print_stdout)]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(std::io::stderr)
        .init();
    let moved = web::Data::new(Moved::default());
    let watching = moved.clone();
    let secret = match env::var_os("LOGIN_SECRET") {
        Some(_) => SecretKey::from_env("LOGIN_SECRET")?,
        // Good enough for a demonstration: a restart logs everybody out.
        None => SecretKey::generate()?,
    };
    let mut builder = LoginManager::builder(secret)
        .user_loader(user_loader)
        .login_view("/login")
        .on_event(move |event, _| watching.count(event))
        .allow_insecure_http() // Remove this when you serve over HTTPS.
        // Over plain HTTP, the default names would be the same as Flask's.
        .session_cookie(CookieConfig::new().name("login_session"))
        .remember_cookie(CookieConfig::new().name("login_remember"));
    if let Some(flask) = phase::flask()? {
        builder = builder.flask_compat(flask);
    }
    if env::var_os("IN_STORE").is_some() {
        builder = builder.session_store(MemoryStore::new());
    }
    let login_manager = builder.build()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(moved.clone())
            .wrap(login_manager.clone())
            .service((home, who, protected, fresh, login_page, log_in, log_out))
            .service((count, pages::style))
    });
    let port: u16 = env::var("PORT").map_or(Ok(8080), |port| port.parse())?;
    let server = server.bind(("127.0.0.1", port))?;
    for address in server.addrs() {
        println!("Open http://localhost:{}", address.port());
    }
    Ok(server.run().await?)
}
