//! A small but complete application: accounts, sessions and remembered devices in one SQLite file.

mod layout;
mod pages;
mod passwords;
mod users;

use std::{env, time::Duration};

use actix_web::{App, HttpServer, rt, web};
use login::{LoginManager, LoginThrottle, SecretKey, store::SqliteStore};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool};

use crate::{passwords::Passwords, users::Users};

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = env::var("DATABASE").unwrap_or_else(|_| "app.db".to_owned());
    let options = SqliteConnectOptions::new()
        .filename(file)
        // Readers and a writer do not wait for each other.
        .journal_mode(SqliteJournalMode::Wal)
        .create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await?;
    let users = Users::new(pool.clone()).await?;
    let store = SqliteStore::new(pool);
    store.migrate().await?;
    rt::spawn(store.clone().sweep(Duration::from_hours(1)));

    let table = users.clone();
    let manager = LoginManager::builder(secret()?)
        .user_loader(async move |id: i64| table.by_id(id).await)
        .session_store(store)
        .login_throttle(LoginThrottle::in_memory())
        // Safari keeps `Secure` cookies only over HTTPS. Remove this when you serve over HTTPS.
        .allow_insecure_http()
        .login_view("/login")
        .refresh_view("/confirm")
        .build()?;
    let users = web::Data::new(users);
    let passwords = web::Data::new(Passwords::new()?);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(users.clone())
            .app_data(passwords.clone())
            .configure(pages::all)
            .wrap(manager.clone())
    });
    let port = env::var("PORT").ok().and_then(|port| port.parse().ok());
    let server = server.bind(("127.0.0.1", port.unwrap_or(8080)))?;
    for address in server.addrs() {
        say(&format!("Open http://localhost:{}", address.port()));
    }
    server.run().await?;
    Ok(())
}

/// Without a permanent secret, every restart logs everybody out.
fn secret() -> Result<SecretKey, Box<dyn std::error::Error>> {
    if env::var_os("LOGIN_SECRET").is_some() {
        return Ok(SecretKey::from_env("LOGIN_SECRET")?);
    }
    say("LOGIN_SECRET is not set: this process has a secret of its own");
    Ok(SecretKey::generate()?)
}

#[allow(clippy::print_stdout)] // This example prints to the terminal.
fn say(line: &str) {
    println!("{line}");
}
