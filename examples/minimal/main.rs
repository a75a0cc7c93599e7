//! The shortest complete program of the README.

use actix_web::{App, HttpServer, Responder, get, post};
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, SecretKey, UserMixin, login_required,
};

#[derive(Clone, UserMixin)]
struct User {
    id: i64,
    name: String,
}

/// Your own storage. With a pool of connections, write a closure, as in `login::guide::users`.
async fn user_loader(id: i64) -> Option<User> {
    let name = "Ada".to_owned();
    (id == 7).then_some(User { id, name })
}

#[post("/login")]
async fn log_in(auth: AuthSession) -> Result<impl Responder, LoginError> {
    // Check the password here, after `auth.login_attempt(…)`, which reports failures.
    let Some(user) = user_loader(7).await else {
        return Ok("Bad login");
    };
    // With `.remember(true)`, the login outlives the browser.
    auth.login_user(&user).await?;
    Ok("Logged in")
}

#[get("/protected")]
#[login_required]
async fn protected(user: CurrentUser<User>) -> impl Responder {
    format!("Logged in as: {}", user.name)
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> Result<impl Responder, LoginError> {
    auth.logout_user().await?;
    Ok("Logged out")
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Generate a secret with `openssl rand -hex 32`.
    let login_manager = LoginManager::builder(SecretKey::from_env("LOGIN_SECRET")?)
        .user_loader(user_loader)
        .build()?;
    HttpServer::new(move || {
        App::new()
            .wrap(login_manager.clone())
            .service((log_in, protected, log_out))
    })
    .bind(("127.0.0.1", 8080))?
    .run()
    .await?;
    Ok(())
}
