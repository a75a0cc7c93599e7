//! Section 4, "The password example".

use actix_web::{
    HttpResponse,
    http::header::LOCATION,
    web::{self, Data, Form},
};
use login::{AuthSession, CurrentUser, LoginError, login_required};
use serde::Deserialize;

use crate::{logins::can_write, reply::page, state::State, users::User};

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.service(
        web::resource("/login-form")
            .route(page().to(async || "email and password, please"))
            .route(web::post().to(log_in)),
    )
    .service(
        web::resource("/form-protected")
            .route(page().to(protected))
            .route(web::post().to(protected)),
    )
    .route("/form-echo", web::post().to(echo))
    .route("/form-logout", page().to(log_out));
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

async fn log_in(
    auth: AuthSession,
    form: Form<Credentials>,
    state: Data<State>,
) -> actix_web::Result<HttpResponse> {
    let user = state.users().get(&form.email);
    let user = user.filter(|user| user.password == Some(form.password.as_str()));
    let next = match user {
        Some(user) => {
            can_write(&state)?;
            auth.login_user(&user).await?;
            "/form-protected"
        }
        None => "/login-form",
    };
    Ok(HttpResponse::Found()
        .insert_header((LOCATION, next))
        .finish())
}

#[login_required]
async fn protected(user: CurrentUser<User>) -> String {
    format!("Logged in as: {}", user.id)
}

#[derive(Deserialize)]
struct Note {
    #[serde(default)]
    note: String,
}

#[login_required]
async fn echo(user: CurrentUser<User>, form: Form<Note>) -> String {
    format!("{}:{}", user.id, form.note)
}

async fn log_out(auth: AuthSession) -> Result<&'static str, LoginError> {
    auth.logout_user().await?;
    Ok("Logged out")
}
