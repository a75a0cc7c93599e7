//! Login with an account of another site, by OAuth 2 with PKCE (RFC 6749, RFC 7636). The session keeps
//! the values to verify the callback. The login itself is like any other.

mod pretend;
mod provider;
mod users;

use std::{env, net::TcpListener};

use actix_web::{
    App, Error, HttpRequest, HttpResponse, HttpServer, Responder,
    error::ErrorBadGateway,
    get,
    http::header::{ContentType, LOCATION},
    post, web,
};
use awc::Client;
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, NextUrl, SecretKey, Session,
    login_required, login_url,
};
use serde::Deserialize;

use crate::{
    pretend::Pretended,
    provider::{Begun, Provider},
    users::{User, Users},
};

/// The session key of a login that has begun.
const BEGUN: &str = "oauth";

#[get("/")]
#[login_required]
async fn home(user: CurrentUser<User>) -> impl Responder {
    // The name comes from the provider and must be escaped.
    let name = escaped(&user.name);
    page(&format!(
        r#"<h1>Hello {name}</h1>
<form method="post" action="/logout"><button>Log out</button></form>"#
    ))
}

#[get("/login")]
async fn login_page(session: Session) -> impl Responder {
    let flashes = session.take_flashes();
    let message = flashes
        .first()
        .map_or(String::new(), |flash| escaped(&flash.message));
    // The form has no `action`, so it is sent to the page's own address, including `next`.
    page(&format!(
        r#"<h1>Log in</h1><p class="alert" role="alert">{message}</p>
<form method="post"><button>With an account elsewhere</button></form>"#
    ))
}

/// Redirects back to the login page with a message.
fn try_again(
    request: &HttpRequest,
    session: &Session,
    message: &str,
    next: Option<&str>,
) -> Result<HttpResponse, Error> {
    session.flash(message, "alert")?;
    let login = login_url(request, "/login", next, "next");
    Ok(see(login.as_deref().unwrap_or("/login")))
}

#[post("/login")]
async fn begin(
    session: Session,
    provider: web::Data<Provider>,
    next: NextUrl,
) -> Result<HttpResponse, Error> {
    let (url, begun) = provider.begin(next.get());
    session.insert(BEGUN, begun)?;
    Ok(see(&url))
}

#[derive(Deserialize)]
struct Callback {
    state: String,
    /// `None` if the person has declined.
    code: Option<String>,
}

/// Handles the redirect from the provider, a `GET` from another site. Only `state` proves that this browser
/// began the login. Otherwise an attacker could log the browser in to the attacker's account (login CSRF).
#[get("/callback")]
async fn callback(
    request: HttpRequest,
    (auth, session): (AuthSession, Session),
    callback: web::Query<Callback>,
    provider: web::Data<Provider>,
    http: web::Data<Client>,
    users: web::Data<Users>,
) -> Result<HttpResponse, Error> {
    let begun: Option<Begun> = session.get(BEGUN)?;
    let Callback { state, code } = callback.into_inner();
    let Some(begun) = begun.filter(|begun| begun.state == state) else {
        let message = "That login was not begun here. Please try again.";
        return try_again(&request, &session, message, None);
    };
    // The state is used once. It is removed only now, so that a forged link cannot cancel a login.
    session.remove(BEGUN)?;
    let Some(code) = code else {
        let message = "You were not logged in.";
        return try_again(&request, &session, message, begun.next.as_deref());
    };
    let next = begun.next.clone();
    let profile = provider.profile(&http, code, begun).await;
    let profile = profile.map_err(|error| {
        say(&format!("the provider could not be asked: {error}"));
        ErrorBadGateway("The provider could not be asked. Please try again.")
    })?;
    auth.login_user(&users.of_profile(profile)).await?;
    Ok(see(next.as_deref().unwrap_or("/")))
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> Result<impl Responder, LoginError> {
    auth.logout_user().await?;
    Ok(see("/login"))
}

#[get("/style.css")]
async fn style() -> impl Responder {
    let css = concat!(
        include_str!("../../quickstart/style.css"),
        include_str!("more.css")
    );
    HttpResponse::Ok().content_type("text/css").body(css)
}

fn page(main: &str) -> HttpResponse {
    let html = include_str!("page.html").replace("{main}", main);
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

fn see(target: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, target))
        .finish()
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // For providers on https. It fails only if one is installed already.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let port = env::var("PORT").ok().and_then(|port| port.parse().ok());
    let listener = TcpListener::bind(("127.0.0.1", port.unwrap_or(8080)))?;
    let here = format!("http://localhost:{}", listener.local_addr()?.port());
    let named = Provider::of_environment(&here)?;
    let is_pretended = named.is_none();
    let provider = web::Data::new(match named {
        Some(provider) => provider,
        None => Provider::pretended(&here)?,
    });
    let pretended = web::Data::new(Pretended::default());
    let users = Users::default();
    let known = users.clone();
    // In your own application: `SecretKey::from_env("LOGIN_SECRET")?`.
    let manager = LoginManager::builder(SecretKey::generate()?)
        .user_loader(async move |id: String| known.by_id(&id))
        .login_view("/login")
        // Safari keeps `Secure` cookies only over HTTPS. Remove this when you serve over HTTPS.
        .allow_insecure_http()
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(users.clone()))
            .app_data(provider.clone())
            .app_data(pretended.clone())
            // One client for each worker, because it holds connections.
            .app_data(web::Data::new(Client::default()))
            .wrap(manager.clone())
            .service((home, login_page, begin, callback, log_out, style))
            .configure(|app| {
                // It accepts anybody, so it must never run next to a real provider.
                if is_pretended {
                    pretend::provider(app);
                }
            })
    });
    say(&format!("Open {here}"));
    server.listen(listener)?.run().await?;
    Ok(())
}

#[allow(clippy::print_stdout)] // This example prints to the terminal.
fn say(line: &str) {
    println!("{line}");
}
