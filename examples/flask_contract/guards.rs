//! Section 4, "Guards": by attribute, for every method, in scopes.

use actix_web::{
    HttpResponse, Resource,
    guard::{self, Guard},
    web,
};
use login::{AuthSession, LoginScope, fresh_login_required, login_required};

use crate::reply::page;

const GRANTED: &str = "Access Granted";

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.service(resource("/protected").to(protected))
        .service(resource("/protected/{anything:.*}").to(protected))
        .service(resource("/very-protected").to(very_protected))
        .service(resource("/double-protected").to(double_protected))
        .route("/protected-async", page().to(protected_async))
        .service(
            web::scope("/first")
                .app_data(LoginScope::new("first"))
                .route("/protected", page().to(protected))
                .route("/very-protected", page().to(very_protected)),
        )
        .service(
            web::scope("/second")
                .app_data(LoginScope::new("second"))
                .route("/protected", page().to(protected)),
        )
        .route("/unauthorized", page().to(unauthorized))
        .route("/needs-refresh", page().to(needs_refresh));
}

fn resource(path: &str) -> Resource {
    web::resource(path).guard(methods())
}

fn methods() -> impl Guard {
    guard::Any(guard::Get())
        .or(guard::Head())
        .or(guard::Post())
        .or(guard::Options())
}

#[login_required]
async fn protected() -> &'static str {
    GRANTED
}

#[fresh_login_required]
async fn very_protected() -> &'static str {
    GRANTED
}

#[login_required]
#[fresh_login_required]
async fn double_protected() -> &'static str {
    GRANTED
}

#[login_required]
async fn protected_async() -> &'static str {
    actix_web::rt::task::yield_now().await;
    GRANTED
}

async fn unauthorized(auth: AuthSession) -> actix_web::Result<HttpResponse> {
    Err(auth.unauthorized())
}

async fn needs_refresh(auth: AuthSession) -> actix_web::Result<HttpResponse> {
    Err(auth.needs_refresh())
}
