//! Imports logins that came with Flask's cookies (feature `flask-compat`), and ends those cookies
//! together with the imported logins.
//!
//! A login is imported once the user is known and may log in, and only if the request carries neither
//! a login nor a remember credential of this crate that is still valid. If such a login is refused
//! later, for example because the user has a new password, Flask's cookies do not restore it. Next
//! stage: [`policy`](crate::policy).

use std::rc::Rc;

use actix_web::HttpRequest;

use crate::{
    clock::Timestamp,
    context::{LoginContext, RememberChange, State, client_hash},
    error::LoginError,
    events::{Event, EventUser},
    flask::FlaskCookie,
    identity::{Identity, Standing, auth_hash},
    migration::{Claim, remember_reference},
    remember::{Credential, EndedCredential},
    request::Received,
    response::Caching,
    session::{Copies, CredentialRef, Login, OpenSession, OtherLogin, Ticket},
    settings::Settings,
    storage::{StoreAt, end_series_alone, has_ended_series, import_series, is_cut_off},
    store::{LONGEST_OWNER, StoreError},
    user::AnyUser,
};

/// Returns the user whom Flask's cookies vouch for, who is logged in here from now on. `None` if no
/// login is imported.
pub(crate) async fn import(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<Option<Identity>, LoginError> {
    let settings = context.settings();
    let now = settings.now();
    let Some(claim) = claim(request, context, now) else {
        return Ok(None);
    };
    if has_ended(claim.reference, settings, now).await?
        || was_ended_with_all(&claim, context, now).await?
    {
        tracing::info!("a request carries a cookie of Flask whose login was ended here");
        context.open_state(request).flask.remove = true;
        return Ok(None);
    }
    let user = match context.while_busy(|| settings.loaders.load(&claim.user_id)) {
        Some(mut loading) => context.loaded(loading.as_mut()).await?,
        None => None,
    };
    if user
        .as_ref()
        .is_some_and(|user| user.id_text() != claim.user_id)
    {
        tracing::error!(
            "the ids of users are written differently here and in Flask: the login is not imported"
        );
        return Ok(None);
    }
    let Some(user) = user.filter(|user| user.is_active()) else {
        tracing::info!("a request carries a cookie of Flask for a user who may not log in");
        context.open_state(request).flask.remove = true;
        return Ok(None);
    };
    let credential = credential(request, &claim, &*user, settings, now).await?;
    Ok(take_over(request, context, &claim, &user, credential, now))
}

/// Returns the login to be imported. `None` if the request carries a login or a remember credential
/// of ours, or Flask's cookies are about to be removed.
fn claim(request: &HttpRequest, context: &LoginContext, now: Timestamp) -> Option<Claim> {
    let settings = context.settings();
    context.flask(now)?;
    if !settings.loaders.can_load_by_id() {
        return None;
    }
    let mut state = context.open_state(request);
    let has_login = state.session.as_ref()?.login().is_some();
    if state.flask.remove || has_login {
        return None;
    }
    let own = context.credential(request, &state.remember, now);
    if matches!(own, Received::One(_)) {
        return None;
    }
    let arrival = context.flask_arrival(request, &mut state, now)?;
    let claim = arrival.claim(client_hash(request, settings), now)?;
    let is_too_long = settings.storage.is_some() && claim.user_id.len() > LONGEST_OWNER;
    (!is_too_long).then_some(claim)
}

/// Returns the remember credential that replaces Flask's remember cookie, if that came and has not
/// ended.
async fn credential(
    request: &HttpRequest,
    claim: &Claim,
    user: &dyn AnyUser,
    settings: &Settings,
    now: Timestamp,
) -> Result<Option<Credential>, LoginError> {
    let Some(id) = claim.credential else {
        return Ok(None);
    };
    if has_ended(remember_reference(&claim.user_id), settings, now).await? {
        return Ok(None);
    }
    let auth_hash = auth_hash(&settings.keys.auth_hash, user);
    let (duration, randomness) = (settings.lifetimes.remember, settings.randomness);
    let issued = Credential::issue(user.id_text(), auth_hash, duration, now, false, randomness)?;
    let credential = issued.named(id);
    if credential.token_len() > settings.remember_cookie.room_for_value() {
        return Ok(None);
    }
    match &settings.storage {
        Some(storage) => {
            // With a session cookie, the series has the id of that cookie, which stays valid. With
            // a remember cookie alone, its id changes every minute.
            let copies = match claim.cookie {
                FlaskCookie::Remember => Copies::OfTheMinute,
                FlaskCookie::Session => Copies::Sealed,
            };
            let at = storage.at(now);
            import_series(request, (credential, copies), settings, at).await
        }
        None => Ok(Some(credential)),
    }
}

/// Logs the user in here. Returns `None` if the login has ended or was renewed meanwhile.
fn take_over(
    request: &HttpRequest,
    context: &LoginContext,
    claim: &Claim,
    user: &Rc<dyn AnyUser>,
    credential: Option<Credential>,
    now: Timestamp,
) -> Option<Identity> {
    let settings = context.settings();
    let flask = context.flask(now)?;
    let identity = Identity::User {
        user: Rc::clone(user),
        standing: Standing::NotFresh,
    };
    {
        let mut borrowed = context.open_state(request);
        let state = &mut *borrowed;
        // A login or logout that happened meanwhile takes precedence over the loader.
        if state.identity.is_some() {
            return state.identity.clone();
        }
        // A logout in another request may have happened while the loader ran.
        if is_in_list(claim.reference, settings) {
            return None;
        }
        // The session of this claim was ended or renewed a moment ago, so the browser's cookies
        // stay unchanged.
        let is_late = settings.ended_sessions.fate(&claim.session, now).is_some();
        let session = state.session.as_mut().filter(|_| !is_late)?;
        let login = Login {
            user_id: user.id_text().into(),
            fresh_at: None,
            forced: false,
            auth_hash: auth_hash(&settings.keys.auth_hash, &**user),
            client: Some(client_hash(request, settings)),
            // The end of this login also ends the cookie that it came with.
            credential: Some(
                credential
                    .as_ref()
                    .map_or(claim.reference, Credential::reference),
            ),
        };
        let (keep_data, lifetimes) = (settings.keep_session_data, &settings.lifetimes);
        match session.log_in(login, claim.session, keep_data, lifetimes, now) {
            Ok(ended) => {
                settings.note_replaced(ended, now);
                let ticket = Ticket::of_sealed(&claim.session);
                session.adopt(ticket, claim.permanent);
                if let (FlaskCookie::Session, false) = (claim.cookie, flask.coexist) {
                    take_values(state, &flask.session_values);
                }
                match credential {
                    Some(credential) => state.remember = RememberChange::Set(credential),
                    // The cookie restores nothing, or nothing any more.
                    None if context.carries_remember_cookie(request) => {
                        state.remember = RememberChange::Remove;
                    }
                    None => {}
                }
                state.flask.remove = !flask.coexist;
            }
            // The user is still known by Flask's cookies, with every request.
            Err(too_large) => tracing::warn!(
                bytes = too_large.bytes,
                "the login from Flask does not fit into the session next to its data"
            ),
        }
        state.identity = Some(identity.clone());
        state.caching = Caching::Private;
    }
    let cookie = claim.cookie;
    let user = EventUser::new(&**user);
    let event = Event::FlaskLoginImported { user, cookie };
    settings.listeners.emit(event, request);
    Some(identity)
}

/// Copies the values that the application has chosen into the session.
fn take_values(state: &mut State, names: &[String]) {
    let Some(arrival) = state.flask.arrival.clone() else {
        return;
    };
    let (Some(theirs), Some(session)) = (arrival.session(), &mut state.session) else {
        return;
    };
    for name in names {
        let Some(value) = theirs.values.plain(name) else {
            continue;
        };
        if session.insert(name, value).is_err() {
            tracing::warn!(
                name,
                "a value from Flask's session does not fit into the session"
            );
        }
    }
}

/// Logins from Flask that end when a user logs in.
#[derive(Default)]
pub(crate) struct Superseded {
    /// Flask remembered the same user, who stays remembered: typing the password again does not ask
    /// to be forgotten.
    pub(crate) is_remembered: bool,
    references: Vec<(CredentialRef, String)>,
    remove: bool,
}

impl Superseded {
    /// Returns what ends if this user logs in now.
    pub(crate) fn by_login_of(
        user_id: &str,
        request: &HttpRequest,
        context: &LoginContext,
        state: &mut State,
        now: Timestamp,
    ) -> Self {
        let arrival = context.flask_arrival(request, state, now);
        let (Some(arrival), Some(flask)) = (arrival, context.flask(now)) else {
            return Self::default();
        };
        // While Flask still runs, the session of the same user continues there.
        let is_superseded = |owner: &str| !flask.coexist || owner != user_id;
        let sessions = arrival.sessions.iter().filter_map(|(reference, owner)| {
            let owner = owner.as_ref().filter(|owner| is_superseded(owner))?;
            Some((*reference, owner.clone()))
        });
        // The cookie with which the session was imported. A remember credential of ours ends
        // separately.
        let login = state.session.as_ref().and_then(OpenSession::login);
        let came_with = login.and_then(|login| {
            let reference = login.credential.filter(|_| is_superseded(&login.user_id))?;
            let (_, ours) = context.carried_credentials(request, now);
            let is_ours = ours.iter().any(|credential| credential.id == reference.id);
            (!is_ours).then(|| (reference, login.user_id.to_string()))
        });
        Self {
            is_remembered: arrival.remember() == Some(user_id),
            references: sessions.chain(came_with).collect(),
            remove: !flask.coexist,
        }
    }

    /// Returns whether the cookie with which this login came ends here.
    pub(crate) fn includes(&self, login: &Login) -> bool {
        let mut references = self.references.iter();
        references.any(|(reference, _)| Some(*reference) == login.credential)
    }

    /// Ends them, after the login was made.
    pub(crate) fn end(self, settings: &Settings, state: &mut State, now: Timestamp) {
        for (reference, owner) in self.references {
            state.end_credential(settings, EndedCredential::of(reference, owner), now);
        }
        state.flask.remove |= self.remove;
    }
}

/// Ends Flask's cookies after a logout, as far as that is possible.
pub(crate) fn logged_out(
    request: &HttpRequest,
    context: &LoginContext,
    state: &mut State,
    logins: &[OtherLogin],
    now: Timestamp,
) {
    let Some(arrival) = context.flask_arrival(request, state, now) else {
        return;
    };
    let settings = context.settings();
    for (reference, owner) in &arrival.sessions {
        if let Some(owner) = owner {
            let ended = EndedCredential::of(*reference, owner.as_str());
            state.end_credential(settings, ended, now);
        }
    }
    let coexist = context.flask(now).is_some_and(|flask| flask.coexist);
    if !coexist {
        let remembered = logins.iter().filter(|login| login.credential.is_some());
        let remembered = remembered.map(|login| login.user_id.as_str());
        for user_id in remembered.chain(arrival.remember()) {
            let reference = remember_reference(user_id);
            state.end_credential(settings, EndedCredential::of(reference, user_id), now);
        }
    }
    state.flask.remove = true;
}

/// Ends all of Flask's remember cookies of a user who ends all logins, or all others. While Flask
/// still runs, it does nothing.
pub(crate) async fn end_remembered(
    context: &LoginContext,
    user_id: &str,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    if context.flask(at.now).is_some_and(|flask| !flask.coexist) {
        let credential = EndedCredential::of(remember_reference(user_id), user_id);
        end_series_alone(&credential, at).await?;
    }
    Ok(())
}

async fn has_ended(
    reference: CredentialRef,
    settings: &Settings,
    now: Timestamp,
) -> Result<bool, LoginError> {
    match &settings.storage {
        Some(storage) => Ok(has_ended_series(reference, storage.at(now)).await?),
        None => Ok(is_in_list(reference, settings)),
    }
}

/// Returns whether the user has ended all logins, or all others, since Flask wrote the cookie.
/// While Flask still runs, that is for Flask to decide.
async fn was_ended_with_all(
    claim: &Claim,
    context: &LoginContext,
    now: Timestamp,
) -> Result<bool, LoginError> {
    let is_upgrading = context.flask(now).is_some_and(|flask| !flask.coexist);
    match &context.settings().storage {
        Some(storage) if is_upgrading => {
            let (owner, written) = (&claim.user_id, claim.reference.issued);
            Ok(is_cut_off(owner, written, storage.at(now)).await?)
        }
        _ => Ok(false),
    }
}

fn is_in_list(reference: CredentialRef, settings: &Settings) -> bool {
    let list = &settings.ended_credentials;
    list.fate(&reference.id, reference.issued).is_some()
}
