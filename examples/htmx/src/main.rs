//! A list whose parts are replaced by HTMX. If the login has ended meanwhile, or is not fresh
//! enough, the whole page is redirected to the login and back, not a fragment of it.

mod login_pages;
mod tasks;

use std::{env, time::Duration};

use actix_web::{
    App, Error, HttpResponse, HttpServer, Responder, delete, error::ErrorInternalServerError, get,
    http::header::ContentType, post, web,
};
use askama::Template;
use login::{
    CurrentUser, LoginManager, SecretKey, UserMixin, fresh_login_required, login_required,
};
use serde::Deserialize;

use crate::tasks::{Task, Tasks};

#[derive(Clone, UserMixin)]
struct User {
    id: u32,
    name: &'static str,
}

#[derive(Template)]
#[template(path = "tasks.html")]
struct TasksPage {
    user: CurrentUser<User>,
    tasks: Vec<Task>,
}

#[get("/")]
#[login_required]
async fn list(user: CurrentUser<User>, tasks: web::Data<Tasks>) -> Result<HttpResponse, Error> {
    let tasks = tasks.of(user.id);
    show(&TasksPage { user, tasks })
}

/// A fragment: one more line of the list.
#[derive(Template)]
#[template(path = "task.html")]
struct TaskLine {
    task: Task,
}

#[derive(Deserialize)]
struct NewTask {
    text: String,
}

#[post("/tasks")]
#[login_required]
async fn add(
    user: CurrentUser<User>,
    form: web::Form<NewTask>,
    tasks: web::Data<Tasks>,
) -> Result<HttpResponse, Error> {
    let task = tasks.add(user.id, form.into_inner().text);
    show(&TaskLine { task })
}

/// The empty response replaces the line.
#[delete("/tasks/{id}")]
#[login_required]
async fn finish(
    user: CurrentUser<User>,
    id: web::Path<u32>,
    tasks: web::Data<Tasks>,
) -> impl Responder {
    tasks.finish(user.id, *id);
    ""
}

#[delete("/tasks")]
#[fresh_login_required(within = "1m")]
async fn clear(user: CurrentUser<User>, tasks: web::Data<Tasks>) -> impl Responder {
    tasks.clear(user.id);
    ""
}

#[get("/style.css")]
async fn style() -> impl Responder {
    let css = concat!(
        include_str!("../../quickstart/style.css"),
        include_str!("../templates/more.css")
    );
    HttpResponse::Ok().content_type("text/css").body(css)
}

fn show(template: &impl Template) -> Result<HttpResponse, Error> {
    let html = template.render().map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tasks = web::Data::new(Tasks::default());
    // In your own application: `SecretKey::from_env("LOGIN_SECRET")?`.
    let manager = LoginManager::builder(SecretKey::generate()?)
        .user_loader(async |id| login_pages::by_id(id))
        // Safari keeps `Secure` cookies only over HTTPS. Remove this when you serve over HTTPS.
        .allow_insecure_http()
        .login_view("/login")
        .refresh_view("/confirm")
        .session_idle_timeout(Duration::from_secs(30 * 60))
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(tasks.clone())
            .wrap(manager.clone())
            .configure(login_pages::all)
            .service((list, add, finish, clear, style))
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
