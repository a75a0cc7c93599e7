//! Several processes of one application, with their logins in one Redis. Start them all with
//! `cargo run -p login-example-cluster`.

mod app;
mod cluster;
mod devices;
mod pages;
mod part;
mod redis;
mod users;

use std::env;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = env::args().nth(1);
    match argument.as_deref() {
        None => cluster::run().await,
        Some("serve") => app::serve().await,
        Some(other) => Err(format!("`{other}` is not known: `serve`, or nothing").into()),
    }
}
