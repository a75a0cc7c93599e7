//! A shop that already keeps its baskets in actix-session, and adds logins. The logins are kept
//! there too, so the browser still has only one cookie.

use std::env;

use actix_session::{Session, SessionMiddleware, storage::CookieSessionStore};
use actix_web::{App, HttpServer, Responder, Result, cookie::Key, get, post, web};
use login::{AuthSession, CurrentUser, LoginManager, SecretKey, UserMixin, login_required};
use serde::Deserialize;

#[derive(Clone, UserMixin)]
struct Customer {
    id: u32,
    name: &'static str,
}

const CUSTOMERS: [Customer; 2] = [
    Customer { id: 1, name: "ada" },
    Customer { id: 2, name: "eve" },
];

/// The key of the basket. `Session` is the one of actix-session here; `login` has its own.
const BASKET: &str = "basket";

#[post("/basket/{thing}")]
async fn put(session: Session, thing: web::Path<String>) -> Result<impl Responder> {
    let mut basket: Vec<String> = session.get(BASKET)?.unwrap_or_default();
    basket.push(thing.into_inner());
    let basket_is = basket.join(", ");
    session.insert(BASKET, basket)?;
    Ok(format!("In the basket: {basket_is}\n"))
}

#[get("/basket")]
async fn show(session: Session) -> Result<impl Responder> {
    let basket: Vec<String> = session.get(BASKET)?.unwrap_or_default();
    Ok(format!("In the basket: {}\n", basket.join(", ")))
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
}

/// Check a password here; `examples/throttled-login` shows how.
#[post("/login")]
async fn log_in(auth: AuthSession, form: web::Form<Credentials>) -> Result<impl Responder> {
    let mut customers = CUSTOMERS.into_iter();
    let Some(customer) = customers.find(|customer| customer.name == form.name) else {
        return Ok("Bad login\n");
    };
    auth.login_user(&customer).await?;
    Ok("Logged in\n")
}

#[post("/order")]
#[login_required]
async fn order(customer: CurrentUser<Customer>, session: Session) -> Result<impl Responder> {
    let basket: Vec<String> = session.get(BASKET)?.unwrap_or_default();
    session.remove(BASKET);
    Ok(format!(
        "{} has ordered: {}\n",
        customer.name,
        basket.join(", ")
    ))
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> Result<impl Responder> {
    auth.logout_user().await?;
    Ok("Logged out\n")
}

#[actix_web::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    // In your own application, load both from where you keep secrets, so that they survive a restart.
    let (secret, key) = (SecretKey::generate()?, Key::generate());
    let manager = LoginManager::builder(secret)
        .user_loader(async |id| CUSTOMERS.into_iter().find(|customer| customer.id == id))
        .actix_session()
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .service((put, show, log_in, order, log_out))
            .wrap(manager.clone())
            // The last `wrap` is the outermost: the session must exist before the login is read.
            .wrap(
                SessionMiddleware::builder(CookieSessionStore::default(), key.clone())
                    // With this prefix, no other host of the same site can set the cookie.
                    .cookie_name("__Host-id".to_owned())
                    .build(),
            )
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
