//! The other devices on which the user is logged in.

use actix_web::{Error, HttpResponse, Responder, get, post, web};
use askama::Template;
use login::{AuthSession, LoginDevice, Session, fresh_login_required};
use serde::Deserialize;

use super::see;
use crate::layout::{Layout, show};

pub(super) fn pages(app: &mut web::ServiceConfig) {
    app.service((devices, end, end_others));
}

#[derive(Template)]
#[template(path = "devices.html")]
struct DevicesPage {
    layout: Layout,
    devices: Vec<LoginDevice>,
}

impl DevicesPage {
    fn name(device: &LoginDevice) -> String {
        let known = device.summary();
        known.unwrap_or_else(|| "An unknown browser".to_owned())
    }

    fn address(device: &LoginDevice) -> &str {
        device.address.as_deref().unwrap_or("an unknown address")
    }
}

/// A stolen cookie must not be enough to log its owner out (ASVS 7.5.2).
#[get("/devices")]
#[fresh_login_required]
async fn devices(auth: AuthSession, layout: Layout) -> Result<HttpResponse, Error> {
    let devices = auth.sessions().await?;
    show(&DevicesPage { layout, devices })
}

#[derive(Deserialize)]
struct Which {
    id: String,
}

#[post("/devices/end")]
#[fresh_login_required]
async fn end(
    auth: AuthSession,
    session: Session,
    which: web::Form<Which>,
) -> Result<impl Responder, Error> {
    let is_ended = auth.revoke(&which.id).await?;
    let said = if is_ended {
        "That device is logged out."
    } else {
        "That device was not logged in any more."
    };
    session.flash(said, "message")?;
    Ok(see("/devices"))
}

#[post("/devices/end-others")]
#[fresh_login_required]
async fn end_others(auth: AuthSession, session: Session) -> Result<impl Responder, Error> {
    auth.revoke_others().await?;
    session.flash("All other devices are logged out.", "message")?;
    Ok(see("/devices"))
}
