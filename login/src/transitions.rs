//! What changes a login: logging in, logging out, confirming.
//!
//! Each is all or nothing: what can fail comes first, and nothing is written before it has
//! passed. The browser is told at the end of the request, by
//! [`pipeline::finish`](crate::pipeline::finish).

use std::{rc::Rc, time::Duration};

use actix_web::HttpRequest;

use crate::{
    clock::Timestamp,
    context::{LoginContext, RememberChange, State, client},
    error::LoginError,
    events::{Event, EventUser},
    identity::{Identity, Standing, fingerprint},
    pipeline::identify,
    remember::Credential,
    request::Received,
    response::Caching,
    session::{Login, OpenSession, TooLarge},
    settings::Settings,
    user::AnyUser,
};

/// How to log in; Flask-Login's arguments of `login_user`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoginOptions {
    pub(crate) remember: bool,
    pub(crate) duration: Option<Duration>,
    pub(crate) force: bool,
    pub(crate) fresh: bool,
}

pub(crate) fn log_in(
    request: &HttpRequest,
    context: &LoginContext,
    user: &Rc<dyn AnyUser>,
    options: LoginOptions,
) -> Result<(), LoginError> {
    if !options.force && !user.is_active() {
        tracing::info!("login refused: the user is not active");
        return Err(LoginError::InactiveUser);
    }
    let settings = context.settings();
    let now = settings.now();
    let login = Login {
        user_id: user.id_text(),
        fresh_at: options.fresh.then_some(now),
        forced: options.force,
        fingerprint: fingerprint(&settings.keys.fingerprint, &**user),
        identifier: Some(client(request)),
    };
    let new_credential = if options.remember {
        Some(new_credential(settings, &login, options.duration, now)?)
    } else {
        None
    };
    let standing = Standing::of_login(login.fresh_at);
    let (user_id, fingerprint) = (login.user_id.clone(), login.fingerprint);

    let mut borrowed = context.state(request);
    let state = &mut *borrowed;
    begin_session(settings, state, login, now)?;
    let old_credential = context.credential(request, &state.remember, now);
    match new_credential {
        Some(credential) => {
            revoke_credential(settings, &old_credential, now);
            state.remember = RememberChange::Set(credential);
        }
        None => match old_credential {
            Received::Nothing => {}
            // Typing the password once more does not mean "forget me", nor does changing it.
            Received::One(credential) if credential.user_id == user_id => {
                if credential.fingerprint != fingerprint {
                    state.remember = RememberChange::Set(credential.under(fingerprint));
                }
            }
            _ => {
                revoke_credential(settings, &old_credential, now);
                state.remember = RememberChange::Remove;
            }
        },
    }
    let identity = Identity::User {
        user: Rc::clone(user),
        standing,
    };
    state.identity = Some(identity);
    state.caching = Caching::Private;
    drop(borrowed);
    let event = Event::UserLoggedIn(EventUser::new(&**user));
    settings.listeners.tell(event, request);
    Ok(())
}

/// Ends the login here: the session with all its data and the remember credential, and
/// every copy of their cookies.
pub(crate) async fn log_out(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<(), LoginError> {
    // For the event alone: who cannot be loaded can log out all the same.
    let identity = identify(request, context).await.unwrap_or_default();
    let settings = context.settings();
    let now = settings.now();
    let mut borrowed = context.state(request);
    let state = &mut *borrowed;
    let session = state.session.as_mut().ok_or(LoginError::ResponseSent)?;
    let ends = session.ends(&settings.lifetimes);
    if let Some(id) = session.log_out(settings.keep_session_data, now) {
        settings.revoked.revoke(id, ends, now);
    }
    let credential = context.credential(request, &state.remember, now);
    revoke_credential(settings, &credential, now);
    // A cookie with a path of its own may be there although this request does not carry it.
    let may_be_elsewhere = settings.remember_cookie.path != "/";
    if credential != Received::Nothing || may_be_elsewhere {
        state.remember = RememberChange::Remove;
    }
    state.identity = Some(Identity::Anonymous);
    drop(borrowed);
    let user = identity.user().map(|user| EventUser::new(&**user));
    settings.listeners.tell(Event::UserLoggedOut(user), request);
    Ok(())
}

/// Makes the login fresh, as after typing the password again.
pub(crate) async fn confirm_login(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<(), LoginError> {
    // A login may yet have to be restored from the remember cookie.
    let identity = identify(request, context).await?;
    let settings = context.settings();
    let now = settings.now();
    let mut state = context.state(request);
    let session = state.session.as_ref().ok_or(LoginError::ResponseSent)?;
    let (Some(login), Identity::User { user, .. }) = (session.login(), identity) else {
        return Err(LoginError::NotLoggedIn);
    };
    let login = Login {
        fresh_at: Some(now),
        identifier: Some(client(request)),
        ..login.clone()
    };
    begin_session(settings, &mut state, login, now)?;
    state.identity = Some(Identity::User {
        user,
        standing: Standing::Fresh(now),
    });
    drop(state);
    settings.listeners.tell(Event::UserLoginConfirmed, request);
    Ok(())
}

/// Puts the login into a session with a new id and ends the old one.
fn begin_session(
    settings: &Settings,
    state: &mut State,
    login: Login,
    now: Timestamp,
) -> Result<(), LoginError> {
    let session: &mut OpenSession = state.session.as_mut().ok_or(LoginError::ResponseSent)?;
    let ends = session.ends(&settings.lifetimes);
    let too_large = |TooLarge { bytes, limit }| LoginError::CookieTooLarge {
        cookie: settings.session_cookie.name.clone(),
        bytes,
        limit,
    };
    if let Some(id) = session
        .log_in(login, settings.keep_session_data, now)
        .map_err(too_large)?
    {
        settings.revoked.revoke(id, ends, now);
    }
    Ok(())
}

fn new_credential(
    settings: &Settings,
    login: &Login,
    duration: Option<Duration>,
    now: Timestamp,
) -> Result<Credential, LoginError> {
    let duration = duration.unwrap_or(settings.lifetimes.remember);
    if duration.as_secs() == 0 {
        return Err(LoginError::ZeroDuration);
    }
    let credential = Credential::issue(
        login.user_id.clone(),
        login.fingerprint,
        duration,
        now,
        settings.randomness,
    )?;
    let (bytes, limit) = (
        credential.token_len(),
        settings.remember_cookie.room_for_value(),
    );
    if bytes > limit {
        return Err(LoginError::CookieTooLarge {
            cookie: settings.remember_cookie.name.clone(),
            bytes,
            limit,
        });
    }
    Ok(credential)
}

fn revoke_credential(settings: &Settings, credential: &Received<Credential>, now: Timestamp) {
    if let Received::One(credential) = credential {
        settings
            .revoked
            .revoke(credential.id, credential.expires, now);
    }
}
