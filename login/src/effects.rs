//! The end of a request: collects what its response must carry, and seals it once.

use actix_web::{
    HttpRequest,
    http::header::{HeaderMap, HeaderValue},
};

#[cfg(any(feature = "actix-session", feature = "flask-compat"))]
use crate::session::OpenSession;
use crate::{
    attempts::report_failed,
    context::{AttachedContext, LoginContext, RememberChange},
    error::LoginError,
    events::Event,
    remember::Credential,
    request::Received,
    response::{Caching, Expiry, apply, removal_header, set_cookie_header},
    session::CookieChange,
    storage::{Purpose, open_session, persist, refresh_series},
};
#[cfg(feature = "flask-compat")]
use crate::{
    context::State,
    migration::{Ending, flask_cookies},
};
#[cfg(feature = "actix-session")]
use crate::{session::Fate, settings::Settings};

/// What the response to a request must carry.
#[derive(Clone)]
pub(crate) struct Effects {
    caching: Caching,
    cookies: Vec<HeaderValue>,
}

impl Effects {
    pub(crate) fn apply(self, headers: &mut HeaderMap) {
        apply(headers, self.caching, self.cookies);
    }

    pub(crate) fn are_none(&self) -> bool {
        self.caching == Caching::Untouched
    }
}

/// Ends the request and seals what has changed. The request is missing only if an inner middleware
/// failed.
pub(crate) fn finish(
    request: Option<&HttpRequest>,
    context: &LoginContext,
) -> Result<Effects, LoginError> {
    let settings = context.settings();
    if settings.refresh_remember
        && settings.storage.is_none()
        && let Some(request) = request
        && let Some(credential) = refreshed(request, context)
    {
        context.open_state(request).remember = RememberChange::Set(credential);
    }
    let protected = std::mem::take(&mut context.state_mut().protected);
    if let (Some(user_id), Some(request)) = (&protected, request) {
        let event = Event::SessionProtected { user_id };
        settings.listeners.emit(event, request);
    }
    report_failed(request, context);
    let effects = effects(context);
    context.close();
    effects
}

fn effects(context: &LoginContext) -> Result<Effects, LoginError> {
    let settings = context.settings();
    #[cfg(not(feature = "flask-compat"))]
    let mut cookies = Vec::new();
    #[cfg(feature = "flask-compat")]
    let mut cookies = cookies_of_flask(context, &context.state_mut());
    let state = &mut *context.state_mut();
    if let Some(session) = &mut state.session {
        let spec = &settings.session_cookie;
        let change = session.cookie_change(settings.session_sealer(), settings.randomness)?;
        // A late response must neither replace the cookie that another request has set meanwhile,
        // nor bring back a session after its logout.
        let is_late = change != CookieChange::Keep && settings.is_gone(session, settings.now());
        let change = if is_late { CookieChange::Keep } else { change };
        #[cfg(feature = "actix-session")]
        let change = hand_over(session, &mut state.caching, change, settings);
        match change {
            CookieChange::Keep => {}
            CookieChange::Set(token) => {
                let expiry = session.is_permanent().then(|| {
                    let now = settings.now();
                    let at = session.cookie_expires(&settings.lifetimes, now);
                    Expiry { now, at }
                });
                cookies.extend(set_cookie_header(spec, &token, expiry));
            }
            CookieChange::Remove => cookies.extend(removal_header(spec)),
        }
    }
    let spec = &settings.remember_cookie;
    match &state.remember {
        RememberChange::Keep => {}
        // As for the session.
        RememberChange::Set(credential) if settings.has_ended(credential.reference()) => {}
        RememberChange::Set(credential) => {
            let token = credential.seal(&settings.keys.remember, settings.randomness)?;
            let expiry = Expiry {
                now: settings.now(),
                at: credential.expires,
            };
            cookies.extend(set_cookie_header(spec, &token, Some(expiry)));
        }
        RememberChange::Remove => cookies.extend(removal_header(spec)),
    }
    Ok(Effects {
        caching: state.caching,
        cookies,
    })
}

/// Hands the session over to actix-session, and ends logins that could not be ended later.
#[cfg(feature = "actix-session")]
fn hand_over(
    session: &OpenSession,
    caching: &mut Caching,
    change: CookieChange,
    settings: &Settings,
) -> CookieChange {
    let now = settings.now();
    let emptied = session.mark(&settings.lifetimes, now);
    let emptied = emptied.filter(|_| session.was_emptied());
    let removed = match change {
        CookieChange::Keep => Vec::new(),
        _ => session.left_beside(),
    };
    for mark in emptied.into_iter().chain(removed) {
        settings.ended_sessions.add(mark, Fate::Ended, now);
    }
    let change = session.hand_over(change);
    if session.host_sets_cookie() {
        *caching = Caching::Never;
    }
    change
}

/// Returns the lines that set or remove Flask's cookies.
#[cfg(feature = "flask-compat")]
fn cookies_of_flask(context: &LoginContext, state: &State) -> Vec<HeaderValue> {
    let settings = context.settings();
    let now = settings.now();
    let (Some(flask), Some(arrival)) = (context.flask(now), &state.flask.arrival) else {
        return Vec::new();
    };
    let session = state.session.as_ref();
    let session = session.filter(|session| session.stands() && !settings.is_gone(session, now));
    let login = session.and_then(OpenSession::login);
    let ending = Ending {
        user_id: login.map(|login| login.user_id.as_str()),
        remembered: match &state.remember {
            RememberChange::Set(credential) if !settings.has_ended(credential.reference()) => {
                Some(credential.expires)
            }
            _ => None,
        },
        remove: state.flask.remove,
    };
    flask_cookies(flask, arrival, &ending, now)
}

/// Writes to the store and then does the same as [`finish`]. If writing fails, earlier writes of
/// this request still have their effects: the previous session is gone from the store, and the
/// browser must get the new one.
pub(crate) async fn store_and_finish(
    request: Option<HttpRequest>,
    attached: AttachedContext,
) -> Result<Effects, (LoginError, Option<Effects>)> {
    let context = attached.context();
    // Must come before the first `await`: a client whose login failed may break off the request
    // during it.
    report_failed(request.as_ref(), context);
    if let Err(error) = store(request.as_ref(), context).await {
        let is_settled = context.state_mut().is_settled;
        let settled = is_settled.then(|| effects(context).ok()).flatten();
        context.close();
        return Err((error, settled));
    }
    finish(request.as_ref(), context).map_err(|error| (error, None))
}

async fn store(request: Option<&HttpRequest>, context: &LoginContext) -> Result<(), LoginError> {
    if let Some(request) = request
        && open_session(request, context).await.is_err()
    {
        // Code that needed the session has already got this error. A remember cookie that is due
        // for a refresh is refreshed by a later request.
        return Ok(());
    }
    persist(request, context, Purpose::Update).await?;
    let settings = context.settings();
    if let (true, Some(request), Some(storage)) =
        (settings.refresh_remember, request, &settings.storage)
        && let Some(credential) = refreshed(request, context)
        && refresh_series(&credential, storage.at(settings.now())).await
    {
        context.open_state(request).remember = RememberChange::Set(credential);
    }
    Ok(())
}

/// Makes a remembered login last from its last use instead of from the login: the credential of the
/// logged-in user is issued anew, with its original lifetime.
fn refreshed(request: &HttpRequest, context: &LoginContext) -> Option<Credential> {
    let settings = context.settings();
    if settings.is_unattended(request.path()) {
        return None;
    }
    let now = settings.now();
    let state = context.open_state(request);
    let session = state.session.as_ref()?;
    let login = session.login()?;
    if !matches!(state.remember, RememberChange::Keep) || settings.is_gone(session, now) {
        return None;
    }
    match context.carried_credential(request, now) {
        Received::One(credential) if credential.user_id == login.user_id => {
            Some(credential.refreshed(now))
        }
        _ => None,
    }
}
