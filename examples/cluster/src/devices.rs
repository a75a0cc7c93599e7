//! Lists where a user is logged in, and ends those logins. Requires a fresh login.

use actix_web::{HttpResponse, Responder, get, post, web};
use login::{AuthSession, LoginDevice, Session, fresh_login_required};
use serde::Deserialize;

use crate::pages;

#[derive(Deserialize)]
pub(crate) struct Which {
    id: String,
}

#[get("/devices")]
#[fresh_login_required]
pub(crate) async fn list(auth: AuthSession, session: Session) -> actix_web::Result<impl Responder> {
    let devices = auth.sessions().await?;
    Ok(pages::devices(&devices, &session.take_flashes()))
}

#[post("/devices/end")]
#[fresh_login_required]
pub(crate) async fn end(
    auth: AuthSession,
    session: Session,
    which: web::Form<Which>,
) -> actix_web::Result<HttpResponse> {
    let devices = auth.sessions().await?;
    let device = devices.iter().find(|device| device.id == which.id);
    let ended = auth.revoke(&which.id).await?;
    match device {
        Some(device) if device.is_current => Ok(pages::logged_out()),
        Some(device) if ended => back(&session, &format!("Logged out: {}.", name(device))),
        _ => back(&session, "That one was logged out already."),
    }
}

#[post("/devices/end-others")]
#[fresh_login_required]
pub(crate) async fn end_others(
    auth: AuthSession,
    session: Session,
) -> actix_web::Result<HttpResponse> {
    let message = match auth.revoke_others().await? {
        0 => "You were logged in nowhere else.".to_owned(),
        1 => "Logged out in one other place.".to_owned(),
        others => format!("Logged out in {others} other places."),
    };
    back(&session, &message)
}

#[post("/devices/end-all")]
#[fresh_login_required]
pub(crate) async fn end_all(auth: AuthSession) -> actix_web::Result<HttpResponse> {
    auth.revoke_all().await?;
    Ok(pages::logged_out())
}

/// Returns a name for the device. It is not escaped, and partly chosen by the browser.
pub(crate) fn name(device: &LoginDevice) -> String {
    let words = || {
        device
            .user_agent
            .as_ref()
            .map(|words| words.chars().take(60).collect())
    };
    let name = device.summary().or_else(words);
    name.unwrap_or_else(|| "an unknown browser".to_owned())
}

/// Redirects to the list with a message.
fn back(session: &Session, message: &str) -> actix_web::Result<HttpResponse> {
    session.flash(message, "message")?;
    let devices = ("location", "/devices");
    Ok(HttpResponse::SeeOther().insert_header(devices).finish())
}
