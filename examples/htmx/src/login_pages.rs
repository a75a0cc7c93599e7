//! Login and confirmation: whole pages with plain forms, as without HTMX.

use actix_web::{Error, HttpResponse, Responder, get, post, web};
use askama::Template;
use login::{AuthSession, CurrentUser, LoginError, NextUrl, login_required};
use serde::Deserialize;

use crate::{User, show};

const USERS: [User; 2] = [
    User { id: 1, name: "ada" },
    User {
        id: 2,
        name: "grace",
    },
];

pub(crate) fn by_id(id: u32) -> Option<User> {
    USERS.into_iter().find(|user| user.id == id)
}

/// Never compare passwords like this; `examples/throttled-login` shows how to check them.
fn is_right(password: &str) -> bool {
    password == "secret"
}

pub(crate) fn all(app: &mut web::ServiceConfig) {
    app.service((login_form, log_in, confirm_form, confirm, log_out));
}

/// The forms have no `action`, so they are sent to the page's own address, including `next`.
#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    is_wrong: bool,
}

#[get("/login")]
async fn login_form() -> Result<HttpResponse, Error> {
    show(&LoginPage { is_wrong: false })
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

#[post("/login")]
async fn log_in(
    auth: AuthSession,
    form: web::Form<Credentials>,
    next: NextUrl,
) -> Result<HttpResponse, Error> {
    auth.login_attempt(&form.name).await?;
    let user = USERS.into_iter().find(|user| user.name == form.name);
    let Some(user) = user.filter(|_| is_right(&form.password)) else {
        return show(&LoginPage { is_wrong: true });
    };
    auth.login_user(&user).await?;
    Ok(next.or("/").redirect())
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    user: CurrentUser<User>,
    is_wrong: bool,
}

#[get("/confirm")]
#[login_required]
async fn confirm_form(user: CurrentUser<User>) -> Result<HttpResponse, Error> {
    let is_wrong = false;
    show(&ConfirmPage { user, is_wrong })
}

#[derive(Deserialize)]
struct Password {
    password: String,
}

#[post("/confirm")]
#[login_required]
async fn confirm(
    auth: AuthSession,
    user: CurrentUser<User>,
    form: web::Form<Password>,
    next: NextUrl,
) -> Result<HttpResponse, Error> {
    auth.login_attempt(user.name).await?;
    if !is_right(&form.password) {
        let is_wrong = true;
        return show(&ConfirmPage { user, is_wrong });
    }
    auth.confirm_login().await?;
    Ok(next.or("/").redirect())
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> Result<impl Responder, LoginError> {
    auth.logout_user().await?;
    Ok(web::Redirect::to("/login").see_other())
}
