//! Counts logins, and serves the numbers to Prometheus under `/metrics`.

use std::{env, future::ready};

use actix_web::{App, HttpResponse, HttpServer, Responder, dev::Server, get, post, rt, web};
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, LoginThrottle, SecretKey, UserMixin,
    login_required, store::MemoryStore,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde::Deserialize;

#[derive(Clone, UserMixin)]
struct User {
    id: u32,
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

/// Never compare passwords like this; `examples/throttled-login` shows how to check them.
#[post("/login")]
async fn log_in(
    auth: AuthSession,
    form: web::Form<Credentials>,
) -> Result<HttpResponse, LoginError> {
    auth.login_attempt(&form.name).await?;
    if form.password != "secret" {
        return Ok(HttpResponse::Unauthorized().body("Bad login\n"));
    }
    auth.login_user(&User { id: 7 }).await?;
    Ok(HttpResponse::Ok().body("Logged in\n"))
}

#[get("/")]
#[login_required]
async fn home(user: CurrentUser<User>) -> impl Responder {
    format!("User {}\n", user.id)
}

/// Serves the metrics on a separate port that no proxy forwards, because they are not meant for the public.
fn serve_metrics(handle: PrometheusHandle) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        let handle = handle.clone();
        let render = move || ready(handle.render());
        App::new().route("/metrics", web::get().to(render))
    });
    let port = port("METRICS_PORT").unwrap_or(9091);
    Ok(server.workers(1).bind(("127.0.0.1", port))?.run())
}

fn port(variable: &str) -> Option<u16> {
    env::var(variable).ok()?.parse().ok()
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Installed before the manager is built, which describes its metrics to the recorder.
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(
            Matcher::Full("login_store_seconds".to_owned()),
            &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0],
        )?
        .install_recorder()?;
    let manager = LoginManager::builder(SecretKey::generate()?)
        .user_loader(async |id| Some(User { id }))
        .session_store(MemoryStore::new())
        .login_throttle(LoginThrottle::in_memory())
        .build()?;
    rt::spawn(serve_metrics(handle)?);
    let server = HttpServer::new(move || App::new().wrap(manager.clone()).service((log_in, home)));
    let server = server.bind(("127.0.0.1", port("PORT").unwrap_or(8080)))?;
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
