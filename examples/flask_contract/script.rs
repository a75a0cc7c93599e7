//! Section 4, "Several operations in one request".

use actix_web::{
    FromRequest, HttpRequest,
    error::ErrorBadRequest,
    web::{self, Data, Query},
};
use login::{AuthSession, Session, Visitor, testing};
use serde::Deserialize;

use crate::{
    logins::{
        CREEPER, CREEPER_FORCED, NOT_FRESH, PLAIN, REMEMBER, SEVEN_HOURS, confirm, log_in, steve,
    },
    reply::{page, truth},
    session::put_foo,
    state::State,
    users::User,
    who::id_and_name,
};

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/script", page().to(script));
}

#[derive(Deserialize)]
struct Script {
    ops: String,
}

async fn script(
    script: Query<Script>,
    auth: AuthSession,
    session: Session,
    state: Data<State>,
    request: HttpRequest,
) -> actix_web::Result<String> {
    let mut lines = Vec::new();
    for op in script.ops.split(',') {
        let line = match op {
            "login" => log_in(&auth, &state, PLAIN).await?,
            "login-remember" => log_in(&auth, &state, REMEMBER).await?,
            "login-remember-custom" => log_in(&auth, &state, SEVEN_HOURS).await?,
            "login-not-fresh" => log_in(&auth, &state, NOT_FRESH).await?,
            "login-steve" => log_in(&auth, &state, steve(PLAIN)).await?,
            "login-steve-remember" => log_in(&auth, &state, steve(REMEMBER)).await?,
            "login-creeper" => log_in(&auth, &state, CREEPER).await?,
            "login-creeper-force" => log_in(&auth, &state, CREEPER_FORCED).await?,
            "logout" => {
                auth.logout_user().await?;
                truth(true)
            }
            "confirm" => confirm(auth.clone()).await?,
            "fresh" => truth(auth.login_fresh()),
            "remembered" => truth(auth.login_remembered()),
            "whoami" => {
                lines.push(whoami(&request, &state).await?);
                continue;
            }
            "permanent" => {
                session.set_permanent(true)?;
                "ok"
            }
            "foo" => put_foo(&session, &state)?,
            "forget-user-id" => {
                testing::forget_user_id(&auth);
                "ok"
            }
            _ => return Err(ErrorBadRequest(format!("no such operation: {op}"))),
        };
        lines.push(line.to_owned());
    }
    Ok(lines.join("\n"))
}

async fn whoami(request: &HttpRequest, state: &State) -> actix_web::Result<String> {
    let visitor = Visitor::<User>::extract(request).await?;
    let (id, name) = id_and_name(&visitor, state);
    let flags: String = [
        (visitor.is_active(), 'a'),
        (visitor.is_anonymous(), 'n'),
        (visitor.is_authenticated(), 'u'),
    ]
    .into_iter()
    .map(|(holds, flag)| if holds { flag } else { '-' })
    .collect();
    let (id, name) = (id.unwrap_or("none"), name.unwrap_or("none"));
    Ok(format!("{id}/{name}/{flags}"))
}
