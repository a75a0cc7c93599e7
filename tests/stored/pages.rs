//! Pages that wait, and pages about devices.

use std::{cell::Cell, rc::Rc};

use actix_web::{HttpResponse, web};
use login::{AuthSession, CurrentUser, LoginError, Session, UserMixin, fresh_login_required};
use login_tests::{User, Users};
use tokio::sync::Semaphore;

thread_local! {
    static GATE: Rc<Gate> = Rc::default();
}

/// Holds the slow pages of one test until it lets them go.
pub(crate) struct Gate {
    entered: Semaphore,
    opened: Semaphore,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            entered: Semaphore::new(0),
            opened: Semaphore::new(0),
        }
    }
}

impl Gate {
    /// Until one more slow page waits.
    pub(crate) async fn entered(&self) {
        self.entered.acquire().await.unwrap().forget();
    }

    /// Lets one slow page go.
    pub(crate) fn open(&self) {
        self.opened.add_permits(1);
    }

    async fn pass(&self) {
        self.entered.add_permits(1);
        self.opened.acquire().await.unwrap().forget();
    }
}

/// The gate of this test.
pub(crate) fn gate() -> Rc<Gate> {
    GATE.with(Rc::clone)
}

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/slow/data/{key}/{value}", web::post().to(slow_data))
        .route("/slow/remove/{key}", web::post().to(slow_remove))
        .route("/slow/confirm", web::post().to(slow_confirm))
        .route("/confirm-and-note", web::post().to(confirm_and_note))
        .route("/leave-with-a-note", web::post().to(leave_with_a_note))
        .route("/slow/who", web::get().to(slow_who))
        .route("/slow/login", web::post().to(slow_log_in))
        .route("/slow/logout", web::post().to(slow_log_out))
        .route("/impatient/logout", web::post().to(impatient_log_out))
        .route("/slow/revoke-others", web::post().to(slow_revoke_others))
        .route("/permanent", web::post().to(permanent))
        .route("/renew", web::post().to(renew))
        .route("/slow/renew", web::post().to(slow_renew))
        .route("/slow/permanent", web::post().to(slow_permanent))
        .route(
            "/slow/renew-and-leave",
            web::post().to(slow_renew_and_leave),
        )
        .route("/password", web::post().to(change_password))
        .route("/devices", web::get().to(devices))
        .route("/all-devices", web::get().to(all_devices))
        .route("/addresses", web::get().to(addresses))
        .route("/revoke/{id}", web::post().to(revoke))
        .route("/revoke-others", web::post().to(revoke_others))
        .route("/revoke-others-stale", web::post().to(revoke_others_stale))
        .route("/revoke-all", web::post().to(revoke_all))
        .route("/revoke-all-of/{user}", web::post().to(revoke_all_of))
        .route(
            "/later/revoke-all-of/{user}",
            web::post().to(revoke_all_of_later),
        )
        .route(
            "/revoke-all-of-client/{id}",
            web::post().to(revoke_all_of_client),
        )
        .route("/reset-password/{user}", web::post().to(reset_password));
}

async fn slow_data(
    session: Session,
    path: web::Path<(String, String)>,
) -> actix_web::Result<&'static str> {
    let (key, value) = path.into_inner();
    session.insert(&key, value)?;
    gate().pass().await;
    Ok("ok")
}

async fn slow_remove(session: Session, key: web::Path<String>) -> actix_web::Result<&'static str> {
    session.remove(&key)?;
    gate().pass().await;
    Ok("ok")
}

async fn slow_confirm(auth: AuthSession) -> Result<&'static str, LoginError> {
    gate().pass().await;
    auth.confirm_login().await?;
    Ok("confirmed")
}

/// As with a flashed message: the note is written at the end of the request.
async fn confirm_and_note(auth: AuthSession, session: Session) -> actix_web::Result<&'static str> {
    auth.confirm_login().await?;
    session.insert("note", "confirmed")?;
    Ok("confirmed")
}

async fn leave_with_a_note(auth: AuthSession, session: Session) -> actix_web::Result<&'static str> {
    auth.logout_user().await?;
    session.insert("note", "logged out")?;
    Ok("logged out")
}

async fn slow_log_in(
    auth: AuthSession,
    users: web::Data<Users>,
) -> Result<&'static str, LoginError> {
    gate().pass().await;
    auth.login_user(&users.get("1").unwrap()).await?;
    Ok("True")
}

async fn slow_log_out(
    auth: AuthSession,
    _opened: Option<CurrentUser<User>>,
) -> Result<&'static str, LoginError> {
    gate().pass().await;
    auth.logout_user().await?;
    Ok("logged out")
}

/// Waits for the logout no longer than until the gate opens.
async fn impatient_log_out(auth: AuthSession) -> Result<&'static str, LoginError> {
    let gate = gate();
    tokio::select! {
        biased;
        done = auth.logout_user() => done.map(|()| "logged out"),
        () = gate.pass() => Ok("gave up"),
    }
}

/// Who it is was asked before, as by a guard whose handler waits for a body.
async fn slow_revoke_others(
    auth: AuthSession,
    user: CurrentUser<User>,
) -> Result<String, LoginError> {
    gate().pass().await;
    let others = auth.revoke_others().await?;
    Ok(format!("{others} of {}", user.id))
}

async fn slow_who(user: Option<CurrentUser<User>>) -> String {
    gate().pass().await;
    user.map_or_else(|| "nobody".to_owned(), |user| user.id.clone())
}

async fn permanent(session: Session) -> Result<&'static str, LoginError> {
    session.set_permanent(true)?;
    Ok("ok")
}

async fn renew(session: Session) -> Result<&'static str, LoginError> {
    session.renew()?;
    Ok("ok")
}

async fn slow_renew(session: Session) -> Result<&'static str, LoginError> {
    gate().pass().await;
    renew(session).await
}

async fn slow_renew_and_leave(
    auth: AuthSession,
    session: Session,
) -> Result<&'static str, LoginError> {
    gate().pass().await;
    session.renew()?;
    auth.logout_user().await?;
    Ok("logged out")
}

async fn slow_permanent(session: Session) -> Result<&'static str, LoginError> {
    gate().pass().await;
    permanent(session).await
}

#[fresh_login_required]
async fn change_password(
    auth: AuthSession,
    user: CurrentUser<User>,
    users: web::Data<Users>,
) -> Result<&'static str, LoginError> {
    users.change(&user.id, |user| user.password.push('!'));
    auth.login_user(&users.get(&user.id).unwrap()).await?;
    Ok("changed")
}

/// One line each: the id, and what is known of it.
#[fresh_login_required]
async fn devices(auth: AuthSession) -> Result<String, LoginError> {
    list(&auth).await
}

/// The same without a guard.
async fn all_devices(auth: AuthSession) -> Result<String, LoginError> {
    list(&auth).await
}

async fn list(auth: &AuthSession) -> Result<String, LoginError> {
    let mut lines = Vec::new();
    for device in auth.sessions().await? {
        lines.push(format!(
            "{} {} {} {}",
            device.id,
            device.is_current,
            device.is_remembered,
            device.summary().unwrap_or_else(|| "unknown".to_owned()),
        ));
    }
    Ok(lines.join("\n"))
}

/// Where each login came from.
async fn addresses(auth: AuthSession) -> Result<String, LoginError> {
    let devices = auth.sessions().await?;
    let addresses = devices.into_iter().map(|device| device.address);
    let addresses: Vec<_> = addresses.map(Option::unwrap_or_default).collect();
    Ok(addresses.join("\n"))
}

#[fresh_login_required]
async fn revoke(auth: AuthSession, id: web::Path<String>) -> Result<HttpResponse, LoginError> {
    let is_there = auth.revoke(&id).await?;
    Ok(HttpResponse::Ok().body(is_there.to_string()))
}

#[fresh_login_required]
async fn revoke_others(auth: AuthSession) -> Result<String, LoginError> {
    Ok(auth.revoke_others().await?.to_string())
}

/// As an application has it that asks for no fresh login.
async fn revoke_others_stale(auth: AuthSession) -> Result<String, LoginError> {
    Ok(auth.revoke_others().await?.to_string())
}

#[fresh_login_required]
async fn revoke_all(auth: AuthSession) -> Result<String, LoginError> {
    Ok(auth.revoke_all().await?.to_string())
}

/// As of a page on which a new password is set by mail: whoever asks is not logged in.
async fn revoke_all_of(
    auth: AuthSession,
    users: web::Data<Users>,
    user: web::Path<String>,
) -> Result<String, LoginError> {
    let user = users.get(&user).ok_or(LoginError::NotLoggedIn)?;
    Ok(auth.revoke_all_of(&user).await?.to_string())
}

thread_local! {
    static LATER: Cell<Option<Result<usize, LoginError>>> = const { Cell::new(None) };
}

/// What the task of the last such page has come to.
pub(crate) fn later() -> Option<Result<usize, LoginError>> {
    LATER.take()
}

/// The response is sent before the logins end.
async fn revoke_all_of_later(
    auth: AuthSession,
    users: web::Data<Users>,
    user: web::Path<String>,
) -> Result<&'static str, LoginError> {
    let user = users.get(&user).ok_or(LoginError::NotLoggedIn)?;
    actix_web::rt::spawn(async move {
        gate().pass().await;
        LATER.set(Some(auth.revoke_all_of(&user).await));
        gate().entered.add_permits(1);
    });
    Ok("later")
}

#[derive(Clone, UserMixin)]
struct Client {
    id: String,
}

/// A mistake: it is not known to the user loader.
async fn revoke_all_of_client(
    auth: AuthSession,
    id: web::Path<String>,
) -> Result<String, LoginError> {
    let client = Client {
        id: id.into_inner(),
    };
    Ok(auth.revoke_all_of(&client).await?.to_string())
}

/// As from a link in a mail.
async fn reset_password(
    auth: AuthSession,
    users: web::Data<Users>,
    user: web::Path<String>,
) -> Result<&'static str, LoginError> {
    users.change(&user, |user| user.password.push_str(", another"));
    let user = users.get(&user).ok_or(LoginError::NotLoggedIn)?;
    auth.revoke_all_of(&user).await?;
    auth.login_user(&user).await?;
    Ok("changed")
}
