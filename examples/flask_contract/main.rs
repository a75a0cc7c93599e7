//! A web application that shows every behaviour of the library; see `README.md`.

mod conf;
mod events;
mod guards;
mod login_views;
mod logins;
mod manager;
mod password;
mod reply;
mod script;
mod session;
mod state;
mod storage;
mod users;
mod who;

use actix_web::{App, HttpServer, web};

use crate::{conf::Conf, state::State};

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let conf = Conf::from_env("CONF")?;
    let port = match std::env::args().nth(1) {
        Some(port) => port.parse()?,
        None => std::env::var("PORT").map_or(Ok(8080), |port| port.parse())?,
    };
    let state = web::Data::new(State::new(conf));
    let login_manager = manager::build(&state).await?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .wrap(login_manager.clone())
            .configure(users::pages)
            .configure(events::pages)
            .configure(who::pages)
            .configure(logins::pages)
            .configure(guards::pages)
            .configure(login_views::pages)
            .configure(session::pages)
            .configure(password::pages)
            .configure(script::pages)
    })
    .workers(2)
    .bind(("127.0.0.1", port))?;
    #[allow(clippy::print_stdout)]
    for address in server.addrs() {
        println!("Open http://localhost:{}", address.port());
    }
    Ok(server.run().await?)
}
