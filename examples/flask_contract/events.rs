//! Section 7: the event log.

use actix_web::{
    HttpResponse,
    web::{self, Data},
};
use login::Event;

use crate::{
    reply::page,
    state::{Entry, State},
    users::User,
};

/// Adds an event to the log.
pub(crate) fn log(state: &State, event: &Event<'_>) {
    let name = match event {
        Event::UserAccessed => "accessed",
        Event::UserLoggedIn(_) => "logged-in",
        Event::UserLoggedOut(_) => "logged-out",
        Event::UserLoadedFromCookie(_) => "loaded-from-cookie",
        Event::UserLoadedFromRequest(_) => "loaded-from-request",
        Event::UserLoginConfirmed(_) => "login-confirmed",
        Event::UserUnauthorized => "unauthorized",
        Event::UserNeedsRefresh(_) => "needs-refresh",
        Event::SessionProtected { .. } => "session-protected",
        _ => return,
    };
    // Flask-Login's signals for these events do not name the user.
    let user = match event {
        Event::UserLoginConfirmed(_) | Event::UserNeedsRefresh(_) => None,
        _ => event.user(),
    };
    let id = user.and_then(|user| Some(user.get::<User>()?.id.clone()));
    state.events().push(Entry(name, id));
}

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/events", page().to(events));
}

async fn events(state: Data<State>) -> HttpResponse {
    let entries = std::mem::take(&mut *state.events());
    HttpResponse::Ok().json(entries)
}
