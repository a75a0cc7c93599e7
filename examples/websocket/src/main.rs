//! A chat over websockets that know their user, and close when the login ends.

mod chat;
mod room;
mod users;

use std::{env, time::Duration};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer, Responder, get,
    http::{StatusCode, header::ContentType},
    post, rt, web,
};
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, NextUrl, SecretKey, Visitor,
    fresh_login_required, store::MemoryStore,
};
use serde::Deserialize;

use crate::{chat::this_login, room::Room, users::User};

#[get("/")]
async fn home(visitor: Visitor<User>) -> impl Responder {
    let main = match visitor.user() {
        // These names are constants. Escape a name that users choose themselves.
        Some(user) => include_str!("chat.html").replace("{name}", user.name),
        None => include_str!("login.html").to_owned(),
    };
    page(&main)
}

fn page(main: &str) -> HttpResponse {
    let html = include_str!("page.html").replace("{main}", main);
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html)
}

#[get("/style.css")]
async fn style() -> impl Responder {
    let css = concat!(
        include_str!("../../quickstart/style.css"),
        include_str!("more.css")
    );
    HttpResponse::Ok().content_type("text/css").body(css)
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
    next: NextUrl,
    room: web::Data<Room>,
) -> Result<HttpResponse, LoginError> {
    auth.login_attempt(&form.name).await?;
    if let Some(user) = users::by_password(&form.name, &form.password) {
        let before = this_login(&auth).await?;
        auth.login_user(&user).await?;
        // The new login replaces the previous one, whichever user that was.
        if let Some(before) = before {
            room.disconnect(&before).await;
        }
    }
    Ok(next.or("/").redirect())
}

#[post("/logout")]
async fn log_out(auth: AuthSession, room: web::Data<Room>) -> Result<impl Responder, LoginError> {
    let login = this_login(&auth).await?;
    auth.logout_user().await?;
    // After the logout, so that no connection can be opened meanwhile.
    if let Some(login) = login {
        room.disconnect(&login).await;
    }
    Ok(web::Redirect::to("/").see_other())
}

/// Logs the user's other browsers out. Requires a fresh login: a copied cookie is not enough.
#[post("/logout-others")]
#[fresh_login_required]
async fn log_others_out(
    auth: AuthSession,
    user: CurrentUser<User>,
    room: web::Data<Room>,
) -> Result<impl Responder, LoginError> {
    let before = this_login(&auth).await?;
    let revoked = auth.revoke_others().await;
    // Even if that failed: some logins may have ended, and pages whose login has not will reconnect.
    room.disconnect_others(user.name, before.as_deref()).await;
    // This session is renewed, and a copy of its old cookie may have opened connections. They are closed
    // once the browser has the new cookie, with which its own pages reconnect.
    if let Some(before) = before {
        rt::spawn(async move {
            rt::time::sleep(Duration::from_secs(2)).await;
            room.disconnect(&before).await;
        });
    }
    revoked?;
    Ok(web::Redirect::to("/").see_other())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let room = web::Data::new(Room::default());
    // In your own application: `SecretKey::from_env("LOGIN_SECRET")?`, and a permanent store.
    let manager = LoginManager::builder(SecretKey::generate()?)
        .user_loader(async |id| users::by_id(id))
        .session_store(MemoryStore::new())
        // Pages reconnect by themselves, even if nobody is using them any more.
        .unattended_path("/chat")
        // Safari keeps `Secure` cookies only over HTTPS. Remove this when you serve over HTTPS.
        .allow_insecure_http()
        // A user who has not typed the password for hours must type it again.
        .needs_refresh_handler(|_: HttpRequest| {
            (page(include_str!("login.html")), StatusCode::UNAUTHORIZED)
        })
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(room.clone())
            .wrap(manager.clone())
            .service((home, style, log_in, log_out, log_others_out, chat::chat))
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
