//! actix-web alone: no page depends on a login.

use actix_web::{
    App, Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    get,
    http::header::LOCATION,
    post,
};

use super::HELLO;

pub(crate) fn app() -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    App::new()
        .service(public)
        .service(guarded)
        .service(typed)
        .service(fresh)
        .service(denied)
        .service(page)
        .service(log_in)
        .service(log_in_with_data)
        .service(log_out)
}

#[get("/public")]
async fn public() -> &'static str {
    HELLO
}

#[get("/guarded")]
async fn guarded() -> &'static str {
    HELLO
}

#[get("/denied")]
async fn denied() -> HttpResponse {
    HttpResponse::Unauthorized()
        .content_type("text/plain; charset=utf-8")
        .body("Unauthorized")
}

#[get("/typed")]
async fn typed() -> &'static str {
    HELLO
}

#[get("/fresh")]
async fn fresh() -> &'static str {
    HELLO
}

#[get("/page")]
async fn page() -> HttpResponse {
    HttpResponse::Found()
        .insert_header((LOCATION, "/login"))
        .finish()
}

#[post("/login")]
async fn log_in() -> &'static str {
    HELLO
}

#[post("/logout")]
async fn log_out() -> &'static str {
    HELLO
}

#[post("/login/data")]
async fn log_in_with_data() -> &'static str {
    HELLO
}
