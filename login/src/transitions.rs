//! Changes a login: logging in, logging out, confirming.
//!
//! Each change takes effect as a whole or not at all. Everything that can fail comes first, and
//! nothing is written before it has succeeded. The cookies are set at the end of the request, by
//! [`effects::finish`](crate::effects::finish).

use std::{any::Any, rc::Rc, time::Duration};

use actix_web::HttpRequest;

#[cfg(feature = "flask-compat")]
use crate::import::{Superseded, logged_out};
use crate::{
    attempts::refund,
    clock::Timestamp,
    context::{LoginContext, RememberChange, State, client_hash},
    error::{LoginError, SessionError},
    events::{Event, EventUser},
    identify::identify,
    identity::{Identity, Standing, auth_hash},
    remember::{Credential, EndedCredential},
    request::Received,
    response::Caching,
    rollback::Rollback,
    session::{Fate, Login, Mark, OpenSession},
    settings::Settings,
    storage::{Purpose, open_session, persist},
    store::LONGEST_OWNER,
    user::AnyUser,
};

/// How to log in: the arguments of Flask-Login's `login_user`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoginOptions {
    pub(crate) remember: bool,
    pub(crate) duration: Option<Duration>,
    pub(crate) force: bool,
    pub(crate) fresh: bool,
}

/// Logs a user in: under a new session id, and with a remember cookie if that was asked for.
pub(crate) async fn log_in(
    request: &HttpRequest,
    context: &LoginContext,
    user: &Rc<dyn AnyUser>,
    options: LoginOptions,
) -> Result<(), LoginError> {
    let settings = context.settings();
    open_session(request, context).await?;
    let rollback = Rollback::of(context);
    log_in_here(request, context, user, options)?;
    persist(Some(request), context, Purpose::Login).await?;
    rollback.commit();
    refund(context, true).await;
    let event = Event::UserLoggedIn(EventUser::new(&**user));
    settings.listeners.emit(event, request);
    Ok(())
}

/// Refuses a user of a type other than that of the loader: the same id may belong to someone else
/// there.
pub(crate) fn check_type(user: &dyn AnyUser, settings: &Settings) -> Result<(), LoginError> {
    let of_type: &dyn Any = user;
    if settings.loaders.can_load(of_type.type_id()) {
        return Ok(());
    }
    let error = LoginError::WrongUserType {
        expected: user.type_name(),
    };
    tracing::error!("{error}");
    Err(error)
}

fn log_in_here(
    request: &HttpRequest,
    context: &LoginContext,
    user: &Rc<dyn AnyUser>,
    options: LoginOptions,
) -> Result<(), LoginError> {
    let settings = context.settings();
    check_type(&**user, settings)?;
    let is_active = user.is_active();
    if !options.force && !is_active {
        tracing::info!("login refused: the user is not active");
        return Err(LoginError::InactiveUser);
    }
    let now = settings.now();
    let mut borrowed = context.open_state(request);
    let state = &mut *borrowed;

    let user_id = user.id_text();
    if settings.storage.is_some() && user_id.len() > LONGEST_OWNER {
        let bytes = user_id.len();
        return Err(LoginError::UserIdTooLong { bytes });
    }
    #[cfg(feature = "flask-compat")]
    let superseded = Superseded::by_login_of(&user_id, request, context, state, now);
    #[cfg(feature = "flask-compat")]
    let options = LoginOptions {
        remember: options.remember || superseded.is_remembered,
        ..options
    };
    let auth_hash = auth_hash(&settings.keys.auth_hash, &**user);
    let (carried, all_carried) = context.carried_credentials(request, now);
    let old = state.remember.over(|| carried);
    // The remember cookie may be limited to a path, or the browser may have lost it.
    let before = state.session.as_ref().and_then(OpenSession::login);
    let lasts = |login: &Login| login.credential.is_some_and(|own| !settings.has_ended(own));
    let absent = before.filter(|login| old == Received::Nothing && lasts(login));
    let absent = absent.cloned();
    #[cfg(feature = "flask-compat")]
    let absent = absent.filter(|login| !superseded.includes(login));
    let remember = if options.remember {
        let duration = options.duration.unwrap_or(settings.lifetimes.remember);
        let issued = issue(settings, user_id.clone(), auth_hash, duration, now)?;
        RememberChange::Set(issued)
    } else {
        keep_or_remove(&old, absent.as_ref(), &user_id, auth_hash)
    };
    let login = Login {
        user_id: user_id.into(),
        fresh_at: options.fresh.then_some(now),
        forced: !is_active,
        auth_hash,
        client: Some(client_hash(request, settings)),
        credential: match (&remember, &old) {
            (RememberChange::Set(credential), _)
            | (RememberChange::Keep, Received::One(credential)) => Some(credential.reference()),
            (RememberChange::Keep, Received::Nothing) => {
                absent.as_ref().and_then(|login| login.credential)
            }
            _ => None,
        },
    };
    let standing = Standing::of_login(login.fresh_at);
    let kept = login.credential;
    let ended = begin_session(settings, state, login, now)?;
    settings.note_replaced(ended, now);

    #[cfg(feature = "flask-compat")]
    superseded.end(settings, state, now);
    for credential in all_carried {
        if Some(credential.id) != kept.map(|kept| kept.id) {
            state.end_credential(settings, credential.ended(), now);
        }
    }
    if let Some(absent) = absent
        && let Some(reference) = absent.credential.filter(|absent| Some(*absent) != kept)
    {
        let ended = EndedCredential::of(reference, absent.user_id.as_str());
        state.end_credential(settings, ended, now);
    }
    if let (true, RememberChange::Set(credential)) = (options.remember, &remember) {
        state.new_series = settings.storage.as_ref().map(|_| credential.clone());
    }
    // A pending change of the remember cookie stays, unless this login makes another one.
    if !matches!(remember, RememberChange::Keep) {
        state.remember = remember;
    }
    state.identity = Some(Identity::User {
        user: Rc::clone(user),
        standing,
    });
    state.caching = Caching::Private;
    Ok(())
}

/// Returns what a login without `remember` does with the existing credential. A user who types the
/// password again, or changes it, does not ask to be forgotten. A login of another user removes the
/// credential.
fn keep_or_remove(
    old: &Received<Credential>,
    absent: Option<&Login>,
    user_id: &str,
    auth_hash: Option<[u8; 32]>,
) -> RememberChange {
    match old {
        Received::Nothing if absent.is_some_and(|absent| absent.user_id != user_id) => {
            RememberChange::Remove
        }
        Received::Nothing => RememberChange::Keep,
        Received::One(credential) if credential.user_id == user_id => {
            if credential.auth_hash == auth_hash {
                RememberChange::Keep
            } else {
                RememberChange::Set(credential.clone().under(auth_hash))
            }
        }
        _ => RememberChange::Remove,
    }
}

/// Ends the login of this browser: the session with its data (unless `keep_session_data` is set), the
/// remember credential, and every copy of their cookies.
pub(crate) async fn log_out(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<(), LoginError> {
    // Only for the event: a user who cannot be loaded can still log out.
    let identity = identify(request, context).await.unwrap_or_default();
    open_session(request, context).await?;
    let rollback = Rollback::of(context);
    log_out_here(request, context)?;
    persist(Some(request), context, Purpose::Logout).await?;
    rollback.commit();
    let user = identity.user().map(|user| EventUser::new(&**user));
    let event = Event::UserLoggedOut(user);
    context.settings().listeners.emit(event, request);
    Ok(())
}

fn log_out_here(request: &HttpRequest, context: &LoginContext) -> Result<(), LoginError> {
    let settings = context.settings();
    let now = settings.now();
    let mut borrowed = context.open_state(request);
    let state = &mut *borrowed;
    let session = state.session.as_mut().ok_or(LoginError::ResponseSent)?;

    let (_, mut credentials) = context.carried_credentials(request, now);
    if let RememberChange::Set(credential) = &state.remember {
        credentials.push(credential.clone());
    }
    session.insist();
    let ended = session.log_out(settings.keep_session_data, &settings.lifetimes, now);
    let (successors, lost) = session.take_left_over();
    state.ended.successors.extend(successors);
    for reference in lost {
        // Nothing is known of the session. The series itself may name its owner.
        state.ended.add(EndedCredential::of(reference, ""));
    }
    state.end(settings, &ended, now);
    #[cfg(feature = "flask-compat")]
    logged_out(request, context, state, &ended, now);
    for credential in &credentials {
        state.end_credential(settings, credential.ended(), now);
    }
    // A cookie that is limited to a path may be in the browser although this request does not carry
    // it.
    let is_elsewhere = ended.iter().any(|login| login.credential.is_some())
        || settings.remember_cookie.path != "/";
    let carried = context.carries_remember_cookie(request);
    if carried || !credentials.is_empty() || is_elsewhere {
        state.remember = RememberChange::Remove;
    }
    state.identity = Some(Identity::Anonymous);
    Ok(())
}

/// Makes the login fresh, as after typing the password again.
pub(crate) async fn confirm_login(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<(), LoginError> {
    // The login may first have to be restored from the remember cookie.
    let identity = identify(request, context).await?;
    let rollback = Rollback::of(context);
    confirm_here(request, context, &identity)?;
    let persisted = persist(Some(request), context, Purpose::Update).await?;
    if !rollback.settle(persisted) {
        return Err(LoginError::NotLoggedIn);
    }
    refund(context, true).await;
    if let Some(user) = identity.user() {
        let event = Event::UserLoginConfirmed(EventUser::new(&**user));
        context.settings().listeners.emit(event, request);
    }
    Ok(())
}

fn confirm_here(
    request: &HttpRequest,
    context: &LoginContext,
    identity: &Identity,
) -> Result<(), LoginError> {
    let settings = context.settings();
    let now = settings.now();
    let mut state = context.open_state(request);
    let session = state.session.as_mut().ok_or(LoginError::ResponseSent)?;
    let (Some(login), Identity::User { user, .. }) = (session.login(), identity) else {
        return Err(LoginError::NotLoggedIn);
    };
    // Who is known by the request itself is perhaps not the user of the session.
    if login.user_id != user.id_text() {
        return Err(LoginError::NotLoggedIn);
    }
    // Another request may have ended or renewed the login while the loaders ran.
    if settings.is_gone(session, now) {
        session.give_way();
        return Err(LoginError::NotLoggedIn);
    }
    let login = Login {
        fresh_at: Some(now),
        client: Some(client_hash(request, settings)),
        ..login.clone()
    };
    let ended = begin_session(settings, &mut state, login, now)?;
    if !settings.note_renewed(ended, now) {
        if let Some(session) = &mut state.session {
            session.give_way();
        }
        return Err(LoginError::NotLoggedIn);
    }
    state.identity = Some(Identity::User {
        user: Rc::clone(user),
        standing: Standing::Fresh(now),
    });
    Ok(())
}

/// Makes the session outlive the browser, or not.
pub(crate) fn set_permanent(context: &LoginContext, permanent: bool) -> Result<(), SessionError> {
    let was_permanent = context.session(|session| session.is_permanent());
    if was_permanent.ok_or(SessionError::ResponseSent)? == permanent {
        return Ok(());
    }
    renew_as(context, permanent)
}

/// Gives the session a new id, and nothing else.
pub(crate) fn renew_session(context: &LoginContext) -> Result<(), SessionError> {
    let is_permanent = context.session(|session| {
        session.reopen();
        session.is_permanent()
    });
    renew_as(context, is_permanent.ok_or(SessionError::ResponseSent)?)
}

fn renew_as(context: &LoginContext, permanent: bool) -> Result<(), SessionError> {
    let settings = context.settings();
    let now = settings.now();
    let new_id = settings.randomness.bytes()?;
    let renewed = context.session(|session| {
        let ended = session.renewal(new_id, permanent, &settings.lifetimes, now);
        if settings.is_gone(session, now) || !settings.note_renewed(ended, now) {
            session.give_way();
        } else {
            session.renew_as(new_id, permanent);
        }
    });
    renewed.ok_or(SessionError::ResponseSent)
}

/// Puts the login into a session with a new id. Returns what ended.
fn begin_session(
    settings: &Settings,
    state: &mut State,
    login: Login,
    now: Timestamp,
) -> Result<Option<(Mark, Fate)>, LoginError> {
    let session = state.session.as_mut().ok_or(LoginError::ResponseSent)?;
    let new_id = settings.randomness.bytes()?;
    let (keep_data, lifetimes) = (settings.keep_session_data, &settings.lifetimes);
    let ended = session
        .log_in(login, new_id, keep_data, lifetimes, now)
        .map_err(SessionError::from)?;
    session.insist();
    Ok(ended)
}

fn issue(
    settings: &Settings,
    user_id: String,
    auth_hash: Option<[u8; 32]>,
    duration: Duration,
    now: Timestamp,
) -> Result<Credential, LoginError> {
    if duration.as_secs() == 0 {
        return Err(LoginError::ZeroDuration);
    }
    let in_store = settings.storage.is_some();
    let randomness = settings.randomness;
    let credential = Credential::issue(user_id, auth_hash, duration, now, in_store, randomness)?;
    let bytes = credential.token_len();
    let limit = settings.remember_cookie.room_for_value();
    if bytes > limit {
        return Err(LoginError::CookieTooLarge {
            cookie: settings.remember_cookie.name.clone(),
            bytes,
            limit,
        });
    }
    Ok(credential)
}
