//! actix-session and actix-identity, combined as in their documentation.

use actix_identity::{Identity, IdentityMiddleware};
use actix_session::{Session, SessionMiddleware, storage::SessionStore};
use actix_web::{
    App, Error, HttpMessage, HttpRequest, HttpResponse,
    body::MessageBody,
    cookie::Key,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    error::{ErrorInternalServerError, ErrorUnauthorized},
    get,
    http::header::LOCATION,
    post,
};

use super::{HELLO, NOTE, NOTE_LENGTH, note};
use crate::users::User;

pub(crate) fn app<S: SessionStore + 'static>(
    store: S,
    key: Key,
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
        .service(public)
        .service(guarded)
        .service(typed)
        .service(denied)
        .service(page)
        .service(log_in)
        .service(log_in_with_data)
        .service(log_out)
        .wrap(IdentityMiddleware::default())
        .wrap(SessionMiddleware::new(store, key))
}

/// Loads the user. An identity contains only the id, so the application has to do this.
fn user(identity: &Identity) -> actix_web::Result<User> {
    let id = identity.id()?;
    let user = id.parse().ok().and_then(User::find);
    user.ok_or_else(|| ErrorUnauthorized("no such user"))
}

#[get("/public")]
async fn public() -> &'static str {
    HELLO
}

#[get("/guarded")]
async fn guarded(identity: Identity) -> actix_web::Result<&'static str> {
    user(&identity)?;
    Ok(HELLO)
}

#[get("/typed")]
async fn typed(identity: Identity, session: Session) -> actix_web::Result<&'static str> {
    let user = user(&identity)?;
    let note: Option<String> = session.get(NOTE)?;
    if user.name.is_empty() || note.is_none_or(|note| note.len() != NOTE_LENGTH) {
        return Err(ErrorInternalServerError("no note"));
    }
    Ok(HELLO)
}

#[get("/denied")]
async fn denied(identity: Identity) -> actix_web::Result<&'static str> {
    user(&identity)?;
    Ok(HELLO)
}

#[get("/page")]
async fn page(identity: Option<Identity>) -> actix_web::Result<HttpResponse> {
    let Some(identity) = identity else {
        return Ok(HttpResponse::Found()
            .insert_header((LOCATION, "/login"))
            .finish());
    };
    user(&identity)?;
    Ok(HttpResponse::Ok().body(HELLO))
}

#[post("/login")]
async fn log_in(request: HttpRequest) -> actix_web::Result<&'static str> {
    Identity::login(&request.extensions(), User::ID.to_string())?;
    Ok(HELLO)
}

#[post("/login/data")]
async fn log_in_with_data(
    request: HttpRequest,
    session: Session,
) -> actix_web::Result<&'static str> {
    Identity::login(&request.extensions(), User::ID.to_string())?;
    session.insert(NOTE, note())?;
    Ok(HELLO)
}

#[post("/logout")]
async fn log_out(identity: Identity) -> &'static str {
    identity.logout();
    HELLO
}
