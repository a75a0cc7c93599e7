//! Section 4, "Login views": the pages that redirects lead to. They are named like the views.

use actix_web::{Resource, web};
use login::{AuthSession, Session};

use crate::{reply::page, users::User};

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.service(named("login", "/login").route(page().to(saved_next)))
        .service(named("login_touch", "/login-touch").route(page().to(login_touch)))
        .service(named("refresh_view", "/refresh-view").route(page().to(saved_next)))
        .service(named("app_login", "/app-login").route(page().to(async || "app login page")))
        .service(named("first_login", "/first-login").route(page().to(async || "first login page")))
        .service(
            named("second_login", "/second-login").route(page().to(async || "second login page")),
        );
}

fn named(name: &str, path: &str) -> Resource {
    web::resource(path).name(name)
}

async fn saved_next(session: Session) -> actix_web::Result<String> {
    let next = session.get("next")?;
    session.remove("next")?;
    Ok(next.unwrap_or_default())
}

async fn login_touch(auth: AuthSession, session: Session) -> actix_web::Result<String> {
    auth.current_user::<User>().await?;
    saved_next(session).await
}
