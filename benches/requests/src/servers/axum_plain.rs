//! axum alone: no page depends on a login.

use axum::{
    Router,
    http::StatusCode,
    routing::{get, post},
};

use super::HELLO;

pub(crate) fn app() -> Router {
    Router::new()
        .route("/public", get(hello))
        .route("/guarded", get(hello))
        .route("/denied", get(denied))
        .route("/typed", get(hello))
        .route("/page", get(page))
        .route("/login", post(hello))
        .route("/login/data", post(hello))
        .route("/logout", post(hello))
}

async fn hello() -> &'static str {
    HELLO
}

async fn denied() -> (StatusCode, &'static str) {
    (StatusCode::UNAUTHORIZED, "Unauthorized")
}

async fn page() -> (StatusCode, [(&'static str, &'static str); 1]) {
    (StatusCode::FOUND, [("location", "/login")])
}
