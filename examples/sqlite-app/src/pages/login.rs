//! Registration, login, logout, and confirming the password.

use actix_web::{Either, Error, HttpResponse, Responder, get, post, web};
use askama::Template;
use login::{AuthSession, CurrentUser, LoginError, NextUrl, Session, login_required};
use serde::Deserialize;

use super::{broken, see};
use crate::{
    layout::{Layout, show},
    passwords::{Passwords, hashed},
    users::{User, Users},
};

pub(super) fn pages(app: &mut web::ServiceConfig) {
    app.service((register_form, register, login_form, log_in, log_out))
        .service((confirm_form, confirm));
}

/// The minimum length that OWASP allows (ASVS 6.2.1).
pub(super) const SHORTEST_PASSWORD: usize = 8;

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    layout: Layout,
}

#[get("/register")]
async fn register_form(layout: Layout) -> Result<HttpResponse, Error> {
    show(&RegisterPage { layout })
}

#[derive(Deserialize)]
struct Registration {
    name: String,
    email: String,
    password: String,
}

#[post("/register")]
async fn register(
    auth: AuthSession,
    session: Session,
    form: web::Form<Registration>,
    users: web::Data<Users>,
) -> Result<impl Responder, Error> {
    let Registration {
        name,
        email,
        password,
    } = form.into_inner();
    if password.chars().count() < SHORTEST_PASSWORD {
        session.flash("A password has at least 8 characters.", "alert")?;
        return Ok(see("/register"));
    }
    let hash = hashed(password).await?;
    // Your own application should answer the same in both cases, and explain the rest by mail.
    let Some(user) = users.add(&email, &name, hash).await.map_err(broken)? else {
        session.flash("That address has an account already.", "alert")?;
        return Ok(see("/register"));
    };
    auth.login_user(&user).await?;
    session.flash("Welcome!", "message")?;
    Ok(see("/account"))
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    layout: Layout,
}

#[get("/login")]
async fn login_form(layout: Layout) -> Result<HttpResponse, Error> {
    show(&LoginPage { layout })
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
    /// Sent by the browser if the checkbox is checked.
    remember: Option<String>,
}

/// Errors are shown under the form's own address, so that `next` is not lost.
#[post("/login")]
async fn log_in(
    auth: AuthSession,
    session: Session,
    form: web::Form<Credentials>,
    (users, passwords): (web::Data<Users>, web::Data<Passwords>),
    (next, layout): (NextUrl, Layout),
) -> Result<HttpResponse, Error> {
    let form = form.into_inner();
    if let Some(wait) = too_many(&auth, &form.email).await? {
        session.flash(wait, "alert")?;
        return show(&LoginPage { layout });
    }
    let user = users.by_email(&form.email).await.map_err(broken)?;
    let Some(user) = passwords.check(user, form.password).await else {
        session.flash("No account has this address and password.", "alert")?;
        return show(&LoginPage { layout });
    };
    auth.login_user(&user)
        .remember(form.remember.is_some())
        .await?;
    Ok(next.or("/account").redirect())
}

/// Called before the password is checked. Returns a message if there were too many attempts.
pub(super) async fn too_many(
    auth: &AuthSession,
    account: &str,
) -> Result<Option<String>, LoginError> {
    match auth.login_attempt(account).await {
        Ok(_) => Ok(None),
        Err(LoginError::TooManyAttempts { retry_after }) => Ok(Some(format!(
            "Too many attempts. The next one may come in {} seconds.",
            retry_after.as_secs()
        ))),
        Err(error) => Err(error),
    }
}

#[post("/logout")]
async fn log_out(auth: AuthSession, session: Session) -> Result<impl Responder, Error> {
    auth.logout_user().await?;
    session.flash("You are logged out.", "message")?;
    Ok(see("/"))
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    layout: Layout,
    email: String,
}

#[get("/confirm")]
#[login_required]
async fn confirm_form(layout: Layout, user: CurrentUser<User>) -> Result<HttpResponse, Error> {
    let email = user.email.clone();
    show(&ConfirmPage { layout, email })
}

#[derive(Deserialize)]
struct Password {
    password: String,
}

#[post("/confirm")]
#[login_required]
async fn confirm(
    auth: AuthSession,
    session: Session,
    user: CurrentUser<User>,
    form: web::Form<Password>,
    passwords: web::Data<Passwords>,
    next: NextUrl,
    layout: Layout,
) -> Result<impl Responder, Error> {
    if let Some(wait) = too_many(&auth, &user.email).await? {
        session.flash(wait, "alert")?;
        let email = user.email.clone();
        return show(&ConfirmPage { layout, email }).map(Either::Left);
    }
    let is_right = passwords.check(Some((*user).clone()), form.into_inner().password);
    if is_right.await.is_none() {
        session.flash("That is not your password.", "alert")?;
        let email = user.email.clone();
        return show(&ConfirmPage { layout, email }).map(Either::Left);
    }
    auth.confirm_login().await?;
    Ok(Either::Right(next.or("/account").redirect()))
}
