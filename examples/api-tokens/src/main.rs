//! One application for people and programs. People log in with a form and get a cookie; programs
//! send a token with every request (`Bearer`, or as the password of `Basic`). The handlers do not
//! know the difference.

mod users;

use std::env;

use actix_web::{App, HttpResponse, HttpServer, Responder, get, http::header::Header, post, web};
use actix_web_httpauth::headers::authorization::{Authorization, Basic, Bearer};
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, LoginRequest, SecretKey, login_required,
};
use serde::{Deserialize, Serialize};

use crate::users::{User, Users};

/// Returns the user whose token is in the `Authorization` header. Returns `None` if the header is missing or
/// wrong: both are answered with the same 401.
fn by_header(request: &LoginRequest, users: &Users) -> Option<User> {
    if let Ok(header) = Authorization::<Bearer>::parse(&**request) {
        return users.by_token(header.as_ref().token());
    }
    let header = Authorization::<Basic>::parse(&**request).ok()?;
    // Do not accept a person's password here: not even `login_throttle` limits how often it is guessed.
    users.by_token(header.as_ref().password()?)
}

#[derive(Serialize)]
struct Me {
    id: u32,
    name: &'static str,
}

/// Serves people and programs.
#[get("/api/me")]
#[login_required]
async fn me(user: CurrentUser<User>) -> impl Responder {
    web::Json(Me {
        id: user.id,
        name: user.name,
    })
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

#[post("/login")]
async fn log_in(
    auth: AuthSession,
    form: web::Form<Credentials>,
    users: web::Data<Users>,
) -> Result<HttpResponse, LoginError> {
    // Reports failed attempts, and a `login_throttle` would limit them; see `throttled-login`.
    auth.login_attempt(&form.name).await?;
    let Some(user) = users.by_password(&form.name, &form.password) else {
        return Ok(HttpResponse::Unauthorized().body("Bad login"));
    };
    auth.login_user(&user).await?;
    Ok(HttpResponse::Ok().body("Logged in"))
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> Result<impl Responder, LoginError> {
    auth.logout_user().await?;
    Ok("Logged out")
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let users = web::Data::new(Users::new());
    let (by_id, by_request) = (users.clone(), users.clone());
    // In your own application: `SecretKey::from_env("LOGIN_SECRET")?`.
    let manager = LoginManager::builder(SecretKey::generate()?)
        .user_loader(async move |id: u32| by_id.by_id(id))
        .request_loader(async move |request| by_header(&request, &by_request))
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(users.clone())
            .wrap(manager.clone())
            .service((me, log_in, log_out))
    });
    let port = env::var("PORT").ok().and_then(|port| port.parse().ok());
    let server = server.bind(("127.0.0.1", port.unwrap_or(8080)))?;
    for address in server.addrs() {
        say(&format!("Open http://localhost:{}", address.port()));
    }
    server.run().await?;
    Ok(())
}

#[allow(clippy::print_stdout)] // This example prints to the terminal.
fn say(line: &str) {
    println!("{line}");
}
