//! Section 4, "Logging in and out".

use std::time::Duration;

use actix_web::{
    Route,
    error::ErrorInternalServerError,
    web::{self, Data},
};
use login::{AuthSession, LoginError, Session};

use crate::{
    reply::{page, truth},
    state::State,
};

/// How a page logs in.
#[derive(Clone, Copy)]
pub(crate) struct How {
    pub(crate) user_id: &'static str,
    pub(crate) remember: bool,
    pub(crate) duration: Option<Duration>,
    pub(crate) fresh: bool,
    pub(crate) force: bool,
}

pub(crate) const PLAIN: How = How {
    user_id: "1",
    remember: false,
    duration: None,
    fresh: true,
    force: false,
};

pub(crate) const REMEMBER: How = How {
    remember: true,
    ..PLAIN
};

pub(crate) const SEVEN_HOURS: How = How {
    duration: Some(Duration::from_hours(7)),
    ..REMEMBER
};

pub(crate) const NOT_FRESH: How = How {
    fresh: false,
    ..PLAIN
};

pub(crate) const CREEPER: How = How {
    user_id: "3",
    ..PLAIN
};

pub(crate) const CREEPER_FORCED: How = How {
    force: true,
    ..CREEPER
};

pub(crate) const fn steve(how: How) -> How {
    How {
        user_id: "2",
        ..how
    }
}

const UNICODE: How = How {
    user_id: "佐藤",
    ..REMEMBER
};

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/login-notch", logs_in(PLAIN))
        .route("/login-notch-remember", logs_in(REMEMBER))
        .route("/login-notch-remember-custom", logs_in(SEVEN_HOURS))
        .route("/login-notch-permanent", logs_in_permanently(PLAIN))
        .route(
            "/login-notch-permanent-remember",
            logs_in_permanently(REMEMBER),
        )
        .route("/login-notch-not-fresh", logs_in(NOT_FRESH))
        .route("/login-steve", logs_in(steve(PLAIN)))
        .route("/login-steve-remember", logs_in(steve(REMEMBER)))
        .route("/login-creeper", logs_in(CREEPER))
        .route("/login-creeper-force", logs_in(CREEPER_FORCED))
        .route("/login-unicode-remember", logs_in(UNICODE))
        .route("/logout", page().to(log_out))
        .route("/confirm-login", page().to(confirm));
}

fn logs_in(how: How) -> Route {
    page().to(move |auth: AuthSession, state: Data<State>| async move {
        log_in(&auth, &state, how).await
    })
}

fn logs_in_permanently(how: How) -> Route {
    page().to(
        move |auth: AuthSession, session: Session, state: Data<State>| async move {
            session.set_permanent(true)?;
            log_in(&auth, &state, how).await
        },
    )
}

/// Returns what Flask-Login's `login_user` returns.
pub(crate) async fn log_in(
    auth: &AuthSession,
    state: &State,
    how: How,
) -> actix_web::Result<&'static str> {
    can_write(state)?;
    if how.remember && how.duration.is_none() && !state.conf.remember_cookie_duration.is_u64() {
        return Err(ErrorInternalServerError("the duration is no number"));
    }
    let Some(user) = state.users().get(how.user_id) else {
        return Ok(truth(false));
    };
    let mut logging_in = auth
        .login_user(&user)
        .remember(how.remember)
        .fresh(how.fresh)
        .force(how.force);
    if let Some(duration) = how.duration {
        logging_in = logging_in.duration(duration);
    }
    match logging_in.await {
        Ok(()) => Ok(truth(true)),
        Err(LoginError::InactiveUser) => Ok(truth(false)),
        Err(error) => Err(error.into()),
    }
}

/// Without a secret key, Flask has no session to write to.
pub(crate) fn can_write(state: &State) -> actix_web::Result<()> {
    match state.conf.secret_key {
        Some(_) => Ok(()),
        None => Err(ErrorInternalServerError("there is no secret key")),
    }
}

async fn log_out(auth: AuthSession) -> Result<&'static str, LoginError> {
    auth.logout_user().await?;
    Ok(truth(true))
}

/// Flask-Login confirms even if nobody is logged in.
pub(crate) async fn confirm(auth: AuthSession) -> Result<&'static str, LoginError> {
    match auth.confirm_login().await {
        Ok(()) | Err(LoginError::NotLoggedIn) => Ok("confirmed"),
        Err(error) => Err(error),
    }
}
