//! A chat over websockets that know who speaks, and close when that login ends.

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
    AuthSession, LoginError, LoginManager, NextUrl, SecretKey, Visitor, fresh_login_required,
    store::MemoryStore,
};
use serde::Deserialize;

use crate::{chat::this_login, room::Room, users::User};

#[get("/")]
async fn home(visitor: Visitor<User>) -> impl Responder {
    let main = match visitor.user() {
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
    if let Some(user) = users::by_password(&form.name, &form.password) {
        let before = this_login(&auth).await?;
        auth.login_user(&user).await?;
        // Another login takes the place of the one before, whosever that was.
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
    // After the logout, so that none is opened in between.
    if let Some(login) = login {
        room.disconnect(&login).await;
    }
    Ok(web::Redirect::to("/").see_other())
}

/// The other browsers of this user, for who has typed the password: a copied cookie is not enough.
#[post("/logout-others")]
#[fresh_login_required]
async fn log_others_out(
    auth: AuthSession,
    room: web::Data<Room>,
) -> Result<impl Responder, LoginError> {
    let logins = auth.sessions().await?;
    auth.revoke_others().await?;
    for login in logins.iter().filter(|login| !login.is_current) {
        room.disconnect(&login.id).await;
    }
    // This one goes on under another id, and a copy of its cookie may have opened some. Once the
    // browser has the next cookie its own pages open theirs again.
    if let Some(before) = logins.into_iter().find(|login| login.is_current) {
        rt::spawn(async move {
            rt::time::sleep(Duration::from_secs(2)).await;
            room.disconnect(&before.id).await;
        });
    }
    Ok(web::Redirect::to("/").see_other())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let room = web::Data::new(Room::default());
    // In an application of yours: `SecretKey::from_env("LOGIN_SECRET")?`, and a store that lasts.
    let manager = LoginManager::builder(SecretKey::generate()?)
        .user_loader(async |id| users::by_id(id))
        .session_store(MemoryStore::new())
        // Pages connect again by themselves, also when nobody sits there any more.
        .unattended_path("/chat")
        // Safari keeps `Secure` cookies of https alone. Remove this where https is.
        .allow_insecure_http()
        // Who is logged in but has not typed the password for hours types it again.
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

#[allow(clippy::print_stdout)] // The terminal is where this example reports to.
fn say(line: &str) {
    println!("{line}");
}
