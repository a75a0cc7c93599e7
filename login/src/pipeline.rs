//! The flow of a request, in one place:
//!
//! request facts → session record → identity → policy → (handler) → response effects
//!
//! This is the only file that sees all stages. What changes a login is in
//! [`transitions`](crate::transitions), what the answer carries in
//! [`effects`](crate::effects).

use std::{future::poll_fn, pin::pin, rc::Rc, time::Duration};

use actix_web::{HttpRequest, dev::ServiceRequest, http::Method};

#[cfg(feature = "flask-compat")]
use crate::import::import;
use crate::{
    clock::Timestamp,
    context::{LoginContext, RememberChange, client},
    error::LoginError,
    events::{Event, EventUser},
    identity::{Claims, Identity, Outcome, resolve},
    policy::{Decision, Requirement, decide, is_cross_site},
    refusal::Refusal,
    remember::{Credential, Verdict},
    request::{Audience, LoginRequest, Provenance, Received, is_preflight},
    response::{Caching, CrossSite, Preflight, Refused},
    session::{Login, OpenSession},
    settings::Settings,
    storage::{Rotated, Series, check, open, rotate},
};

/// Refuses what a page of another site has sent, before anything else looks at it; safe
/// methods change nothing and come from everywhere.
pub(crate) fn refuse_cross_site(
    request: &ServiceRequest,
    settings: &Settings,
) -> Option<CrossSite> {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return None;
    }
    let from = Provenance::of(request.request());
    let rules = &settings.cross_site;
    let path = request.match_info().unprocessed();
    if !is_cross_site(from, &rules.trusted)
        || rules.open.iter().any(|pattern| pattern.is_match(path))
    {
        return None;
    }
    let origin = from.origin.map(String::from_utf8_lossy);
    tracing::warn!(
        origin = origin.as_deref(),
        host = from.host.map(String::from_utf8_lossy).as_deref(),
        "a page of another site sent a request; if it may, add `.trusted_origin(…)`"
    );
    settings
        .listeners
        .tell(Event::CrossSiteRefused, request.request());
    Some(CrossSite {
        audience: Audience::of(request.headers()),
    })
}

/// Finds out who wants to pass a guard; whether that is enough is for [`refuse`] to say.
pub(crate) async fn enter(request: &HttpRequest) -> Result<Rc<LoginContext>, actix_web::Error> {
    let context = LoginContext::of(request)?;
    if !context.is_exempt(request) {
        if is_preflight(request) {
            return Err(Preflight.into());
        }
        open(request, &context).await?;
        context.state(request).caching = Caching::Private;
        identify(request, &context).await?;
    }
    Ok(context)
}

/// Who the visitor is: asked of the loaders at most once in a request.
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
    open(request, context).await?;
    // Usually nobody else asks, and preparing to wait costs more than finding that out.
    let _turn = match context.loading.try_lock() {
        Ok(turn) => turn,
        Err(_) => context.loading.lock().await,
    };
    if let Some(identity) = context.identity() {
        return Ok(identity);
    }
    let settings = context.settings();
    let now = settings.now();
    context.while_busy(|| settings.listeners.tell(Event::UserAccessed, request));
    let protected = std::mem::take(&mut context.state(request).protected);
    if protected {
        context.while_busy(|| settings.listeners.tell(Event::SessionProtected, request));
    }
    #[cfg(feature = "flask-compat")]
    if let Some(identity) = import(request, context).await? {
        return Ok(identity);
    }
    let (login, remember_removed) = {
        let state = context.state(request);
        let login = state.session.as_ref().and_then(|session| session.login());
        let removed = matches!(state.remember, RememberChange::Remove);
        (login.cloned(), removed)
    };
    let session_user_id = || login.as_ref().map(|login| login.user_id.to_string());
    let asking = settings
        .loaders
        .read_requests()
        .then(|| LoginRequest::new(request.clone(), context.body(), session_user_id()));
    let carried = || {
        if remember_removed {
            Received::Nothing
        } else {
            context.carried_credential(request, now)
        }
    };
    let mut series = None;
    let mut is_refused = false;
    if let (Some(storage), None) = (&settings.storage, &login)
        && let Received::One(credential) = carried()
    {
        // Boxed, as all that only a store needs: guards would carry it with every request.
        let checked = Box::pin(check(request, &credential, settings, storage, now)).await?;
        is_refused = !may_restore(request, settings, &credential, checked.as_ref());
        series = checked.map(Box::new);
    }
    let claims = Claims {
        login,
        credential: || {
            if is_refused {
                Received::Unusable
            } else {
                carried()
            }
        },
    };
    let outcome = {
        let mut resolving = pin!(resolve(
            &claims,
            &settings.loaders,
            &settings.keys.fingerprint,
            settings.keep_inactive_logins,
            asking,
        ));
        // A loader that waits for the user it is about to load would wait for ever.
        poll_fn(|cx| context.while_busy(|| resolving.as_mut().poll(cx))).await
    };
    let outcome = outcome.map_err(|error| {
        tracing::error!(error = %error, "the user could not be loaded");
        LoginError::Loader(error)
    })?;
    let mut rotated = None;
    if let (Some(storage), Some(credential)) = (&settings.storage, &outcome.restored) {
        if series.is_none() {
            let checked = Box::pin(check(request, credential, settings, storage, now)).await?;
            series = checked.map(Box::new);
        }
        rotated = Some(match series {
            Some(series) if may_restore(request, settings, credential, Some(&series)) => {
                Box::pin(rotate(credential, *series, storage, now)).await?
            }
            _ => Rotated::Ended,
        });
    }
    Ok(settle(request, context, outcome, rotated, now))
}

/// Whether a remember cookie stands by what a store has of it.
fn may_restore(
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
            settings.listeners.tell(event, request);
            false
        }
        Some(Verdict::Ended) | None => false,
    }
}

/// Applies the policy to a known identity.
pub(crate) fn refuse(
    request: &HttpRequest,
    context: &Rc<LoginContext>,
    identity: &Identity,
    requirement: Requirement,
    within: Option<Duration>,
) -> Option<Refusal> {
    let settings = context.settings();
    let fresh_for = within.unwrap_or(settings.lifetimes.fresh);
    let refused = match decide(identity.standing(), requirement, fresh_for, || {
        settings.now()
    }) {
        Decision::Allow => return None,
        Decision::Unauthorized => Refused::Unauthorized,
        Decision::NeedsRefresh => Refused::NeedsRefresh,
    };
    Some(Refusal::new(refused, request.clone(), Rc::clone(context)))
}

/// Writes down what became of the cookies' claims.
fn settle(
    request: &HttpRequest,
    context: &LoginContext,
    mut outcome: Outcome,
    rotated: Option<Rotated>,
    now: Timestamp,
) -> Identity {
    let settings = context.settings();
    if matches!(rotated, Some(Rotated::Ended)) {
        outcome.identity = Identity::Anonymous;
        outcome.restored = None;
        outcome.credential_refused = true;
    }
    let restored = outcome.restored.is_some();
    {
        let mut state = context.state(request);
        let state = &mut *state;
        // Who logged in or out meanwhile knows better than the loaders.
        if let Some(identity) = &state.identity {
            return identity.clone();
        }
        if let (true, Some(session)) = (outcome.login_ended, &mut state.session) {
            tracing::info!("login ended: the user is gone, not active, or has a new password");
            let keep_data = settings.keep_session_data;
            let ended = session.log_out(keep_data, &settings.lifetimes, now);
            state.end(settings, &ended, now);
        }
        if let (Some(fingerprint), Some(session)) = (outcome.new_fingerprint, &mut state.session) {
            session.renew_fingerprint(fingerprint);
        }
        if let (Some(credential), Some(session)) = (outcome.restored, &mut state.session) {
            // A logout elsewhere may have overtaken the loaders.
            if credential.is_ended(&settings.ended_credentials) {
                state.remember = RememberChange::Remove;
                state.identity = Some(Identity::Anonymous);
                return Identity::Anonymous;
            }
            if rotated.is_none() && credential.is_outdated {
                state.remember = RememberChange::Set(if settings.refresh_remember {
                    credential.refreshed(now)
                } else {
                    credential.clone()
                });
            }
            // Beside the request that has the next cookie, others only know who it is.
            if !matches!(rotated, Some(Rotated::ByAnother)) {
                restore(request, settings, session, credential, now);
            }
            if let Some(Rotated::To(next)) = rotated {
                session.send_with(next.sent_with());
                state.remember = RememberChange::Set(next);
            }
        }
        if outcome.credential_refused {
            tracing::info!("remember cookie refused");
            state.remember = RememberChange::Remove;
        }
        #[cfg(feature = "flask-compat")]
        if outcome.login_ended || outcome.credential_refused {
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
            settings.listeners.tell(event, request);
        } else if outcome.by_request {
            let event = Event::UserLoadedFromRequest(user);
            settings.listeners.tell(event, request);
        }
    }
    outcome.identity
}

/// Puts a remembered login into a session of its own.
fn restore(
    request: &HttpRequest,
    settings: &Settings,
    session: &mut OpenSession,
    credential: Credential,
    now: Timestamp,
) {
    let reference = credential.reference();
    let login = Login {
        user_id: credential.user_id.into(),
        fresh_at: None,
        forced: false,
        fingerprint: credential.fingerprint,
        identifier: Some(client(request, settings)),
        credential: Some(reference),
    };
    let Ok(new_id) = settings.randomness.bytes() else {
        tracing::error!("no random bytes for a session");
        return;
    };
    let (keep_data, lifetimes) = (settings.keep_session_data, &settings.lifetimes);
    match session.log_in(login, new_id, keep_data, lifetimes, now) {
        Ok(ended) => settings.went_on(ended, now),
        // The user is known all the same, by the remember cookie, request by request.
        Err(too_large) => tracing::warn!(
            bytes = too_large.bytes,
            "no room for the restored login beside the session's data"
        ),
    }
}
