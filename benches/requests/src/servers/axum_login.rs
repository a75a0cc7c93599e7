//! axum-login, with sessions in memory.

use std::convert::Infallible;

use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use axum_login::{
    AuthManagerLayerBuilder, AuthnBackend, UserId, login_required,
    tower_sessions::{MemoryStore, Session, SessionManagerLayer},
};

use super::{HELLO, NOTE, NOTE_LENGTH, note};
use crate::users::User;

#[derive(Clone)]
struct Users;

impl AuthnBackend for Users {
    type User = User;
    type Credentials = ();
    type Error = Infallible;

    async fn authenticate(&self, (): ()) -> Result<Option<User>, Infallible> {
        Ok(User::find(User::ID))
    }

    async fn get_user(&self, id: &UserId<Self>) -> Result<Option<User>, Infallible> {
        Ok(User::find(*id))
    }
}

type AuthSession = axum_login::AuthSession<Users>;

pub(crate) fn app() -> Router {
    let sessions = SessionManagerLayer::new(MemoryStore::default());
    let pages = Router::new()
        .route("/guarded", get(hello))
        .route("/denied", get(hello))
        .route("/typed", get(typed))
        .route_layer(login_required!(Users));
    let redirected = Router::new().route("/page", get(page));
    Router::new()
        .route("/public", get(hello))
        .route("/login", post(log_in))
        .route("/login/data", post(log_in_with_data))
        .route("/logout", post(log_out))
        .merge(pages)
        .merge(redirected)
        .layer(AuthManagerLayerBuilder::new(Users, sessions).build())
}

async fn hello() -> &'static str {
    HELLO
}

async fn typed(auth: AuthSession, session: Session) -> Result<&'static str, StatusCode> {
    let note: Option<String> = session.get(NOTE).await.unwrap_or_default();
    if auth.user.is_none() || note.is_none_or(|note| note.len() != NOTE_LENGTH) {
        return Err(StatusCode::INTERNAL_SERVER_ERROR);
    }
    Ok(HELLO)
}

/// Not `login_required!`, which would redirect with another status.
async fn page(auth: AuthSession) -> Response {
    match auth.user {
        Some(_) => HELLO.into_response(),
        None => (StatusCode::FOUND, [("location", "/login")]).into_response(),
    }
}

async fn log_in(mut auth: AuthSession) -> Result<&'static str, StatusCode> {
    if let Ok(Some(user)) = auth.authenticate(()).await {
        let done = auth.login(&user).await;
        done.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    }
    Ok(HELLO)
}

async fn log_in_with_data(auth: AuthSession, session: Session) -> Result<&'static str, StatusCode> {
    log_in(auth).await?;
    let done = session.insert(NOTE, note()).await;
    done.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(HELLO)
}

async fn log_out(mut auth: AuthSession) -> Result<&'static str, StatusCode> {
    let done = auth.logout().await;
    done.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(HELLO)
}
