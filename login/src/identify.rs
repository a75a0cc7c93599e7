//! Finds out who the visitor of a request is, at most once per request.

use std::{pin::pin, rc::Rc};

use actix_web::HttpRequest;

#[cfg(feature = "flask-compat")]
use crate::import::import;
use crate::{
    context::{LoginContext, RememberChange, State, client_hash},
    error::LoginError,
    events::{Event, EventUser},
    identity::{Claims, Conditions, Identity, Loading, Outcome, resolve},
    remember::{Credential, Verdict},
    request::{LoginRequest, Received},
    response::Caching,
    session::{Login, OpenSession},
    settings::Settings,
    storage::{Rotated, Series, check_series, open_session, rotate_series},
    user::AnyUser,
};

/// Returns who the visitor is. The loaders are asked at most once per request.
pub(crate) async fn identify(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<Identity, LoginError> {
    if let Some(identity) = context.identity() {
        return Ok(identity);
    }
    if context.is_busy() {
        tracing::error!("{}", LoginError::LoaderAsksForUser);
        return Err(LoginError::LoaderAsksForUser);
    }
    if context.is_sent() {
        return Err(LoginError::ResponseSent);
    }
    open_session(request, context).await?;
    // Usually the lock is free, and preparing to wait costs more than trying.
    let _turn = match context.loading.try_lock() {
        Ok(turn) => turn,
        Err(_) => context.loading.lock().await,
    };
    if let Some(identity) = context.identity() {
        return Ok(identity);
    }
    announce(request, context);
    #[cfg(feature = "flask-compat")]
    if let Some(identity) = Box::pin(import(request, context)).await? {
        return Ok(identity);
    }
    let mut login_ended = false;
    if let Some(mut loading) = load_of_session(request, context) {
        let user = context.loaded(loading.as_mut()).await?;
        // A login or logout that happened meanwhile takes precedence over the loader.
        if let Some(identity) = context.identity() {
            return Ok(identity);
        }
        if let Some(outcome) = of_session(request, context, user) {
            return Ok(settle(request, context, outcome, None));
        }
        login_ended = true;
    }
    let credential = carried(request, context);
    let outcome = Outcome {
        login_ended,
        ..Outcome::default()
    };
    if credential == Received::Nothing && !context.settings().loaders.read_requests() {
        return Ok(settle(request, context, outcome, None));
    }
    // Boxed, so that requests with a logged-in session do not carry the space for it.
    Box::pin(identify_otherwise(request, context, credential, outcome)).await
}

/// Emits an event when the user is first asked for, and that of session protection if it acted.
fn announce(request: &HttpRequest, context: &LoginContext) {
    let listeners = &context.settings().listeners;
    // Opens the session first, so that the events can name it.
    let protected = context.open_state(request).protected.take();
    context.while_busy(|| listeners.emit(Event::UserAccessed, request));
    if let Some(user_id) = &protected {
        let event = Event::SessionProtected { user_id };
        context.while_busy(|| listeners.emit(event, request));
    }
}

/// Calls the user loader for the session's login. Returns `None` if there is no login or no loader.
fn load_of_session(request: &HttpRequest, context: &LoginContext) -> Option<Loading> {
    let loaders = &context.settings().loaders;
    let user_id = {
        let state = context.open_state(request);
        let login = state.session.as_ref().and_then(OpenSession::login)?;
        login.user_id.clone()
    };
    context.while_busy(|| loaders.load(&user_id))
}

/// Returns the outcome of the session's login, `None` if the login does not stand.
fn of_session(
    request: &HttpRequest,
    context: &LoginContext,
    user: Option<Rc<dyn AnyUser>>,
) -> Option<Outcome> {
    let state = context.open_state(request);
    let login = state.session.as_ref().and_then(OpenSession::login)?;
    conditions(context.settings()).of_session(login, user?)
}

fn conditions(settings: &Settings) -> Conditions<'_> {
    Conditions {
        auth_hashes: &settings.keys.auth_hash,
        keep_inactive: settings.keep_inactive_logins,
    }
}

/// Returns the remember credential of the request, unless this request has ended it.
fn carried(request: &HttpRequest, context: &LoginContext) -> Received<Credential> {
    let is_removed = matches!(context.open_state(request).remember, RememberChange::Remove);
    if is_removed {
        Received::Nothing
    } else {
        context.carried_credential(request, context.settings().now())
    }
}

/// Continues if the session does not state who the visitor is.
async fn identify_otherwise(
    request: &HttpRequest,
    context: &LoginContext,
    mut credential: Received<Credential>,
    before: Outcome,
) -> Result<Identity, LoginError> {
    let settings = context.settings();
    let now = settings.now();
    let mut series = None;
    if let (Some(storage), Received::One(claimed)) = (&settings.storage, &credential) {
        series = check_series(request, claimed, settings, storage.at(now)).await?;
        if series
            .as_ref()
            .is_some_and(|series| series.verdict == Verdict::Renewed)
        {
            // The browser has the cookie of the successor, or is about to get it, so no cookie is
            // removed.
            credential = Received::Nothing;
        } else if !may_restore(request, settings, claimed, series.as_ref()) {
            credential = Received::Unusable;
        }
    }
    let login = {
        let state = context.open_state(request);
        let login = state.session.as_ref().and_then(OpenSession::login);
        login.cloned()
    };
    let user_id = login.as_ref().map(|login| login.user_id.to_string());
    let claims = Claims {
        credential,
        unconfirmed: login.filter(|_| !settings.loaders.can_load_by_id()),
        request: settings
            .loaders
            .read_requests()
            .then(|| LoginRequest::new(request.clone(), context.body(), user_id)),
    };
    let resolving = resolve(claims, &settings.loaders, conditions(settings));
    let outcome = Outcome {
        login_ended: before.login_ended,
        ..context.loaded(pin!(resolving)).await?
    };
    let rotated = match (&settings.storage, &outcome.restored, series) {
        (Some(storage), Some(credential), Some(series)) => {
            // A request that a page sends by itself does not count as a visit.
            let sliding = settings.refresh_remember && !settings.is_unattended(request.path());
            Some(rotate_series(credential, series, sliding, storage.at(now)).await?)
        }
        _ => None,
    };
    Ok(settle(request, context, outcome, rotated))
}

/// Returns whether a remember cookie may restore its login, judged by its series in the store.
/// Emits an event if the cookie was stolen.
pub(crate) fn may_restore(
    request: &HttpRequest,
    settings: &Settings,
    credential: &Credential,
    series: Option<&Series>,
) -> bool {
    match series.map(|series| series.verdict) {
        Some(Verdict::Last | Verdict::Recent | Verdict::Unanswered) => true,
        Some(Verdict::Stolen) => {
            let user_id = &credential.user_id;
            let event = Event::RememberCookieStolen { user_id };
            settings.listeners.emit(event, request);
            false
        }
        Some(Verdict::Renewed | Verdict::Ended) | None => false,
    }
}

/// Records what became of the claims of the cookies.
fn settle(
    request: &HttpRequest,
    context: &LoginContext,
    mut outcome: Outcome,
    rotated: Option<Rotated>,
) -> Identity {
    let settings = context.settings();
    if let Some(Rotated::Renewed | Rotated::Ended) = rotated {
        outcome.identity = Identity::Anonymous;
        outcome.restored = None;
        // After a renewal the browser has the cookie of the successor, or is about to get it, so
        // no cookie is removed.
        outcome.credential_refused = matches!(rotated, Some(Rotated::Ended));
    }
    let restored = outcome.restored.is_some();
    {
        let mut state = context.open_state(request);
        let state = &mut *state;
        // A login or logout that happened meanwhile takes precedence over the loaders.
        if let Some(identity) = &state.identity {
            return identity.clone();
        }
        if outcome.login_ended {
            end_login(state, settings);
        }
        if let (Some(auth_hash), Some(session)) = (outcome.new_auth_hash, &mut state.session) {
            session.renew_auth_hash(auth_hash);
        }
        if let Some(credential) = outcome.restored
            && !restored_into(state, *credential, rotated, request, settings)
        {
            // The remember cookie is left alone: a login that has ended the credential has sent the
            // next one.
            state.identity = Some(Identity::Anonymous);
            return Identity::Anonymous;
        }
        let is_overtaken = state
            .session
            .as_ref()
            .is_some_and(OpenSession::is_overtaken);
        if outcome.credential_refused {
            tracing::info!("remember cookie refused");
            // Of an overtaken request, the browser may have another one by now.
            if !is_overtaken {
                state.remember = RememberChange::Remove;
            }
        }
        #[cfg(feature = "flask-compat")]
        if !is_overtaken && (outcome.login_ended || outcome.credential_refused) {
            context.forget_flask(request, state);
        }
        if outcome.identity.user().is_some() {
            state.caching = Caching::Private;
        }
        state.identity = Some(outcome.identity.clone());
    }
    if let Identity::User { user, .. } = &outcome.identity {
        let user = EventUser::new(&**user);
        if restored {
            let event = Event::UserLoadedFromCookie(user);
            settings.listeners.emit(event, request);
        } else if outcome.by_request {
            let event = Event::UserLoadedFromRequest(user);
            settings.listeners.emit(event, request);
        }
    }
    outcome.identity
}

/// Ends a login that does not stand. If another request has renewed it meanwhile, for example under
/// a new password, that one goes on.
fn end_login(state: &mut State, settings: &Settings) {
    let now = settings.now();
    match &mut state.session {
        Some(session) if settings.is_gone(session, now) => {
            session.abandon(settings.keep_session_data, &settings.lifetimes, now);
        }
        _ => {
            tracing::info!("login ended: the user is gone, not active, or has a new password");
            state.log_out(settings, now);
        }
    }
}

/// Puts a remembered login into the session, and sets the next cookie. Returns `false` if the
/// login has ended.
fn restored_into(
    state: &mut State,
    credential: Credential,
    rotated: Option<Rotated>,
    request: &HttpRequest,
    settings: &Settings,
) -> bool {
    let Some(session) = &mut state.session else {
        return true;
    };
    // A logout in another request may have happened while the loaders ran.
    if credential.is_ended(&settings.ended_credentials) {
        return false;
    }
    if rotated.is_none() && credential.is_outdated {
        state.remember = RememberChange::Set(if settings.refresh_remember {
            credential.refreshed(settings.now())
        } else {
            credential.clone()
        });
    }
    // Only the request that gets the next cookie restores the session. Concurrent requests only
    // identify the user.
    if !matches!(rotated, Some(Rotated::ByAnother)) {
        restore(request, settings, session, credential);
    }
    if let Some(Rotated::To(next)) = rotated {
        session.send_with(next.sent_with());
        state.remember = RememberChange::Set(next);
    }
    true
}

/// Logs a remembered login into the session.
fn restore(
    request: &HttpRequest,
    settings: &Settings,
    session: &mut OpenSession,
    credential: Credential,
) {
    let now = settings.now();
    let reference = credential.reference();
    let login = Login {
        user_id: credential.user_id.into(),
        fresh_at: None,
        forced: false,
        auth_hash: credential.auth_hash,
        client: Some(client_hash(request, settings)),
        credential: Some(reference),
    };
    let Ok(new_id) = settings.randomness.bytes() else {
        tracing::error!("there are no random bytes for a session");
        return;
    };
    let (keep_data, lifetimes) = (settings.keep_session_data, &settings.lifetimes);
    match session.log_in(login, new_id, keep_data, lifetimes, now) {
        Ok(ended) => settings.note_replaced(ended, now),
        // The user is still known by the remember cookie, with every request.
        Err(too_large) => tracing::warn!(
            bytes = too_large.bytes,
            "the restored login does not fit into the session next to its data"
        ),
    }
}
