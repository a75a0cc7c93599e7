//! The README application of Flask-Login, for actix-web. Start it with `cargo run`.

mod pages;

use actix_web::{App, HttpResponse, HttpServer, Responder, get, http::StatusCode, post, web};
use login::{
    AuthSession, CurrentUser, LoginManager, LoginRequest, NextUrl, SecretKey, UserMixin,
    fresh_login_required, login_required,
};
use serde::Deserialize;

/// Our mock database. Never do this: a real one stores password hashes, made with argon2.
const USERS: [(&str, &str); 1] = [("foo@bar.tld", "secret")];

#[derive(Clone, UserMixin)]
struct User {
    id: String,
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
    remember: Option<String>,
}

impl Credentials {
    fn check(&self) -> Option<User> {
        let found = USERS.contains(&(&self.email, &self.password));
        found.then(|| User {
            id: self.email.clone(),
        })
    }
}

async fn user_loader(email: String) -> Option<User> {
    let found = USERS.iter().any(|(known, _)| *known == email);
    found.then_some(User { id: email })
}

/// Never do this either: nothing limits how often passwords are guessed here.
async fn request_loader(request: LoginRequest) -> Option<User> {
    let form: Credentials = request.form().await?;
    form.check()
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
    let Some(user) = form.check() else {
        return Ok(pages::login("Bad login"));
    };
    auth.login_user(&user)
        .remember(form.remember.is_some())
        .await?;
    Ok(next.or("/protected").redirect())
}

#[get("/protected")]
#[login_required]
async fn protected(user: CurrentUser<User>) -> impl Responder {
    pages::protected(&user.id)
}

/// The `request_loader` accepts a POST that has valid credentials in its form.
#[post("/protected")]
#[login_required]
async fn protected_by_form(
    user: CurrentUser<User>,
    form: web::Form<Credentials>,
) -> impl Responder {
    format!("Logged in as: {}, by the form of {}\n", user.id, form.email)
}

#[get("/fresh")]
#[fresh_login_required]
async fn fresh(user: CurrentUser<User>) -> impl Responder {
    pages::fresh(&user.id)
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
    if form.check().is_none_or(|checked| checked.id != user.id) {
        return Ok(pages::reauthenticate(&user.id, "Bad password"));
    }
    auth.confirm_login().await?;
    Ok(next.or("/fresh").redirect())
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> actix_web::Result<impl Responder> {
    auth.logout_user().await?;
    Ok(pages::logged_out())
}

#[actix_web::main]
#[allow(clippy::print_stdout)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let login_manager = LoginManager::builder(SecretKey::generate()?) // Change this!
        .user_loader(user_loader)
        .request_loader(request_loader)
        .unauthorized_handler(|_| (pages::unauthorized(), StatusCode::UNAUTHORIZED))
        .refresh_view("/reauthenticate")
        .allow_insecure_http() // Remove this when you serve over HTTPS.
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .wrap(login_manager.clone())
            .service((pages::home, pages::style, login_page, log_in, log_out))
            .service((protected, protected_by_form, fresh))
            .service((reauthenticate_page, reauthenticate))
    });
    let port = std::env::var("PORT").map_or(Ok(8080), |port| port.parse())?;
    let server = server.bind(("127.0.0.1", port))?;
    for address in server.addrs() {
        println!("Open http://localhost:{}", address.port());
    }
    Ok(server.run().await?)
}
