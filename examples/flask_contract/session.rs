//! Section 4, "Session, messages": the application's values, and the session's own entries.

use actix_web::{
    HttpResponse,
    web::{self, Data, Query},
};
use login::{AuthSession, Session, testing};
use serde::Deserialize;

use crate::{logins::can_write, reply::page, state::State};

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/session", page().to(keys))
        .route("/set-foo", page().to(set_foo))
        .route("/get-foo", page().to(get_foo))
        .route("/flashes", page().to(flashes))
        .route("/plant-login", page().to(plant_login));
}

/// Section 6: lists the library's own entries under Flask-Login's names.
async fn keys(auth: AuthSession, session: Session) -> HttpResponse {
    let mut keys = session.keys();
    keys.retain(|key| key != "_flashes");
    keys.extend(testing::login_keys(&auth).into_iter().map(str::to_owned));
    keys.sort();
    HttpResponse::Ok().json(keys)
}

async fn set_foo(session: Session, state: Data<State>) -> actix_web::Result<&'static str> {
    put_foo(&session, &state)
}

pub(crate) fn put_foo(session: &Session, state: &State) -> actix_web::Result<&'static str> {
    can_write(state)?;
    session.insert("foo", "bar")?;
    Ok("ok")
}

async fn get_foo(session: Session) -> actix_web::Result<String> {
    let value = session.get("foo")?;
    Ok(value.unwrap_or_else(|| "none".to_owned()))
}

async fn flashes(session: Session) -> HttpResponse {
    let flashes = session.take_flashes();
    let pairs: Vec<_> = flashes
        .iter()
        .map(|flash| (&flash.category, &flash.message))
        .collect();
    HttpResponse::Ok().json(pairs)
}

#[derive(Deserialize)]
struct Plant {
    user_id: String,
    fresh: u8,
}

async fn plant_login(
    auth: AuthSession,
    plant: Query<Plant>,
    state: Data<State>,
) -> actix_web::Result<&'static str> {
    can_write(&state)?;
    testing::plant_login(&auth, &plant.user_id, plant.fresh == 1);
    Ok("ok")
}
