//! The user's own page, and changing the password.

use actix_web::{Error, HttpResponse, Responder, get, post, web};
use askama::Template;
use login::{AuthSession, CurrentUser, Session, fresh_login_required, login_required};
use serde::Deserialize;

use super::{
    broken,
    login::{SHORTEST_PASSWORD, too_many},
    see,
};
use crate::{
    layout::{Layout, show},
    passwords::{Passwords, hashed},
    users::{User, Users},
};

pub(super) fn pages(app: &mut web::ServiceConfig) {
    app.service((account, password_form, change_password));
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    layout: Layout,
    user: CurrentUser<User>,
    is_fresh: bool,
}

#[get("/account")]
#[login_required]
async fn account(
    layout: Layout,
    user: CurrentUser<User>,
    auth: AuthSession,
) -> Result<HttpResponse, Error> {
    let is_fresh = auth.login_fresh();
    show(&AccountPage {
        layout,
        user,
        is_fresh,
    })
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    layout: Layout,
    email: String,
}

#[get("/password")]
#[fresh_login_required]
async fn password_form(layout: Layout, user: CurrentUser<User>) -> Result<HttpResponse, Error> {
    let email = user.email.clone();
    show(&PasswordPage { layout, email })
}

#[derive(Deserialize)]
struct NewPassword {
    current: String,
    password: String,
}

/// The fresh login excludes visitors who are only remembered. The current password excludes somebody who
/// finds an open browser. Every other login ends with the old password, which is the user's `session_hash`.
#[post("/password")]
#[fresh_login_required]
async fn change_password(
    auth: AuthSession,
    session: Session,
    user: CurrentUser<User>,
    form: web::Form<NewPassword>,
    (users, passwords): (web::Data<Users>, web::Data<Passwords>),
) -> Result<impl Responder, Error> {
    let NewPassword { current, password } = form.into_inner();
    if password.chars().count() < SHORTEST_PASSWORD {
        session.flash("A password has at least 8 characters.", "alert")?;
        return Ok(see("/password"));
    }
    if let Some(wait) = too_many(&auth, &user.email).await? {
        session.flash(wait, "alert")?;
        return Ok(see("/password"));
    }
    if passwords
        .check(Some((*user).clone()), current)
        .await
        .is_none()
    {
        session.flash("That is not your password.", "alert")?;
        return Ok(see("/password"));
    }
    let password_hash = hashed(password).await?;
    users
        .set_password(user.id, &password_hash)
        .await
        .map_err(broken)?;
    let user = User {
        password_hash,
        ..(*user).clone()
    };
    // End all logins, so that none is listed any more. This browser is then logged in again.
    let remember = auth.login_remembered();
    auth.revoke_all_of(&user).await?;
    auth.login_user(&user).remember(remember).await?;
    session.flash(
        "Your password is changed, and every other login has ended.",
        "message",
    )?;
    Ok(see("/account"))
}
