//! Section 4, "Who is it?": pages that ask for the user, and two that do not.

use actix_web::{
    HttpResponse,
    web::{self, Data},
};
use login::{AuthSession, Visitor};
use serde_json::json;

use crate::{
    reply::{page, truth},
    state::State,
    users::User,
};

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/username", page().to(username))
        .route("/userid", page().to(userid))
        .route("/whoami", page().to(whoami))
        .route("/is-fresh", page().to(is_fresh))
        .route("/is-remembered", page().to(is_remembered));
}

async fn username(visitor: Visitor<User>) -> &'static str {
    let user = visitor.user().filter(|_| visitor.is_authenticated());
    user.map_or("Anonymous", |user| user.name)
}

async fn userid(visitor: Visitor<User>) -> String {
    let user = visitor.user().filter(|_| visitor.is_authenticated());
    user.map_or_else(|| "none".to_owned(), |user| user.id.clone())
}

async fn whoami(visitor: Visitor<User>, state: Data<State>) -> HttpResponse {
    let (id, name) = id_and_name(&visitor, &state);
    HttpResponse::Ok().json(json!({
        "active": visitor.is_active(),
        "anonymous": visitor.is_anonymous(),
        "authenticated": visitor.is_authenticated(),
        "id": id,
        "name": name,
    }))
}

/// Returns the id and the name of the loaded user, or of the anonymous one.
pub(crate) fn id_and_name<'a>(
    visitor: &'a Visitor<User>,
    state: &'a State,
) -> (Option<&'a str>, Option<&'a str>) {
    match visitor.user() {
        Some(user) => (Some(&user.id), Some(user.name)),
        None => (None, state.conf.anonymous_name.as_deref()),
    }
}

async fn is_fresh(auth: AuthSession) -> &'static str {
    truth(auth.login_fresh())
}

async fn is_remembered(auth: AuthSession) -> &'static str {
    truth(auth.login_remembered())
}
