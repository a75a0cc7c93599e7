//! A login that limits the guessing of passwords, and does not reveal which accounts
//! exist.

mod passwords;
mod users;

use std::{env, time::Duration};

use actix_web::{App, HttpResponse, HttpServer, Responder, get, post, web};
use login::{
    AuthSession, CurrentUser, Event, LoginError, LoginManager, LoginThrottle, NextUrl, SecretKey,
};
use serde::Deserialize;

use crate::{passwords::Passwords, users::Users};

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

#[post("/login")]
async fn log_in(
    auth: AuthSession,
    form: web::Form<Credentials>,
    users: web::Data<Users>,
    passwords: web::Data<Passwords>,
    next: NextUrl,
) -> Result<HttpResponse, LoginError> {
    // Called first, so that guessing costs no hash. Answers 429 after too many failed attempts.
    auth.login_attempt(&form.email).await?;
    let Credentials { email, password } = form.into_inner();
    let user = users.by_email(&email);
    let hash = user.map(|user| user.password_hash.clone());
    let is_right = passwords.verify(hash, password).await;
    let Some(user) = user.filter(|_| is_right) else {
        return Ok(bad_login());
    };
    match auth.login_user(user).await {
        Ok(()) => Ok(next.or("/").redirect()),
        Err(LoginError::InactiveUser) => Ok(bad_login()),
        Err(error) => Err(error),
    }
}

/// Returns the same response for every kind of failure.
fn bad_login() -> HttpResponse {
    HttpResponse::Unauthorized().body("Bad login")
}

#[get("/")]
async fn index(user: Option<CurrentUser<users::User>>) -> impl Responder {
    let name = user.map(|user| user.email.clone());
    format!("Hello, {}\n", name.as_deref().unwrap_or("nobody"))
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> Result<impl Responder, LoginError> {
    auth.logout_user().await?;
    Ok("Logged out")
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // In your own application: `SecretKey::from_env("LOGIN_SECRET")?`.
    let secret = SecretKey::generate()?;
    let users = web::Data::new(Users::new()?);
    let passwords = web::Data::new(Passwords::new()?);
    let table = users.clone();
    let throttle = LoginThrottle::in_memory()
        .per_account(5, Duration::from_secs(5 * 60))
        .per_address(100, Duration::from_secs(60 * 60));
    let manager = LoginManager::builder(secret)
        .user_loader(async move |id: u32| table.by_id(id))
        .login_throttle(throttle)
        .on_event(|event, _| report(event))
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(users.clone())
            .app_data(passwords.clone())
            .wrap(manager.clone())
            .service((index, log_in, log_out))
    });
    let port = env::var("PORT").ok().and_then(|port| port.parse().ok());
    let server = server.bind(("127.0.0.1", port.unwrap_or(8080)))?;
    for address in server.addrs() {
        say(&format!("Open http://localhost:{}", address.port()));
    }
    server.run().await?;
    Ok(())
}

/// Writes a log of security events. The account name is not logged, because users sometimes type a
/// password there.
fn report(event: &Event<'_>) {
    if let Event::UserLoginFailed { address, .. } | Event::UserLoginThrottled { address, .. } =
        event
    {
        let address = address.map_or("nowhere".to_owned(), |address| address.to_string());
        say(&format!("{} from {address}", event.name()));
    }
}

#[allow(clippy::print_stdout)] // This example prints to the terminal.
fn say(line: &str) {
    println!("{line}");
}
