//! The pages, each with the forms it sends.

mod account;
mod devices;
mod login;

use actix_web::{Error, HttpResponse, Responder, error::ErrorInternalServerError, get, web};
use askama::Template;

use crate::layout::{Layout, show};

pub(crate) fn all(app: &mut web::ServiceConfig) {
    app.service((home, style))
        .configure(login::pages)
        .configure(account::pages)
        .configure(devices::pages);
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    layout: Layout,
}

#[get("/")]
async fn home(layout: Layout) -> Result<HttpResponse, Error> {
    show(&Home { layout })
}

/// The style of the quickstart, and some more.
#[get("/style.css")]
async fn style() -> impl Responder {
    let css = concat!(
        include_str!("../../../quickstart/style.css"),
        include_str!("../../templates/more.css"),
    );
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .body(css)
}

/// Redirects to another page, after every form that was accepted.
fn see(path: &'static str) -> web::Redirect {
    web::Redirect::to(path).see_other()
}

/// Converts a database error.
fn broken(error: sqlx::Error) -> Error {
    ErrorInternalServerError(error)
}
