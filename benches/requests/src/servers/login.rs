//! This library with its default settings: nothing is switched off.

use actix_web::{
    App, Error, HttpRequest,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    error::ErrorInternalServerError,
    get, post,
};
use login::{
    AuthSession, CurrentUser, LoginError, LoginManager, LoginManagerBuilder, SecretKey, Session,
    fresh_login_required, login_required,
};

use super::{HELLO, NOTE, NOTE_LENGTH, note};
use crate::users::User;

/// Finds a user by id.
#[derive(Clone, Copy)]
pub(crate) struct Find(pub(crate) fn(u32) -> Option<User>);

impl Find {
    pub(crate) const USUAL: Self = Self(User::find);
    /// Finds users whose logins end when their passwords change.
    pub(crate) const WITH_PASSWORD: Self = Self(User::find_with_password);

    fn whoever_asks(request: &HttpRequest) -> Option<User> {
        let Self(find) = request.app_data()?;
        find(User::ID)
    }
}

/// Returns the settings that all applications of this library share.
pub(crate) fn settings(Find(find): Find) -> crate::Result<LoginManagerBuilder> {
    let settings = LoginManager::builder(SecretKey::generate()?);
    Ok(settings.user_loader(move |id| async move { find(id) }))
}

pub(crate) fn app(
    manager: LoginManager,
    find: Find,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(find)
        .service(public)
        .service(guarded)
        .service(typed)
        .service(fresh)
        .service(denied)
        .service(page)
        .service(log_in)
        .service(log_in_with_data)
        .service(log_in_for_long)
        .service(log_out)
        .wrap(manager)
}

#[get("/public")]
async fn public() -> &'static str {
    HELLO
}

#[get("/guarded")]
#[login_required]
async fn guarded() -> &'static str {
    HELLO
}

#[get("/typed")]
#[login_required]
async fn typed(user: CurrentUser<User>, session: Session) -> actix_web::Result<&'static str> {
    let note: Option<String> = session.get(NOTE)?;
    if user.name.is_empty() || note.is_none_or(|note| note.len() != NOTE_LENGTH) {
        return Err(ErrorInternalServerError("no note"));
    }
    Ok(HELLO)
}

#[get("/fresh")]
#[fresh_login_required]
async fn fresh() -> &'static str {
    HELLO
}

#[get("/denied")]
#[login_required]
async fn denied() -> &'static str {
    HELLO
}

#[get("/page")]
#[login_required(login_view = "/login")]
async fn page() -> &'static str {
    HELLO
}

#[post("/login")]
async fn log_in(request: HttpRequest, auth: AuthSession) -> Result<&'static str, LoginError> {
    if let Some(user) = Find::whoever_asks(&request) {
        auth.login_user(&user).await?;
    }
    Ok(HELLO)
}

#[post("/login/data")]
async fn log_in_with_data(
    request: HttpRequest,
    auth: AuthSession,
    session: Session,
) -> actix_web::Result<&'static str> {
    if let Some(user) = Find::whoever_asks(&request) {
        auth.login_user(&user).await?;
    }
    session.insert(NOTE, note())?;
    Ok(HELLO)
}

#[post("/login/remember")]
async fn log_in_for_long(
    request: HttpRequest,
    auth: AuthSession,
) -> Result<&'static str, LoginError> {
    if let Some(user) = Find::whoever_asks(&request) {
        auth.login_user(&user).remember(true).await?;
    }
    Ok(HELLO)
}

#[post("/logout")]
async fn log_out(auth: AuthSession) -> Result<&'static str, LoginError> {
    auth.logout_user().await?;
    Ok(HELLO)
}
