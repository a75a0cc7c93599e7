//! What copies of a browser ask for, beside the usual pages.

use actix_web::web;
use login::{AuthSession, LoginError, Session};

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/logout-and-note", web::post().to(log_out_and_note))
        .route("/revoke-others", web::post().to(revoke_others))
        .route("/revoke-all", web::post().to(revoke_all));
}

/// As with a flashed message: the note is written at the end of the request.
async fn log_out_and_note(auth: AuthSession, session: Session) -> actix_web::Result<&'static str> {
    auth.logout_user().await?;
    session.insert("note", "logged out")?;
    Ok("logged out")
}

async fn revoke_others(auth: AuthSession) -> Result<String, LoginError> {
    Ok(auth.revoke_others().await?.to_string())
}

async fn revoke_all(auth: AuthSession) -> Result<String, LoginError> {
    Ok(auth.revoke_all().await?.to_string())
}
