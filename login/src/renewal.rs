//! Renews the login of a request under new cookies, so that copies of the previous ones become
//! useless.

use actix_web::HttpRequest;

use crate::{
    clock::Timestamp,
    context::{LoginContext, RememberChange},
    error::LoginError,
    identify::may_restore,
    remember::{Credential, EndedCredential, Verdict},
    rollback::Rollback,
    session::{CredentialRef, Login, OpenSession},
    storage::{
        Persisted, Purpose, SeriesState, check_series, persist, series_state, session_is_live,
    },
};

/// Makes sure that the login is in the store. Returns whether the login stands, and the owner's
/// cookies in this request can be told from copies of them. That is not so if a concurrent request
/// makes a session from the same remember cookie, or has renewed this session: only that request
/// has the next cookies.
pub(crate) async fn prepare_renewal(
    request: &HttpRequest,
    context: &LoginContext,
    owner: &str,
) -> Result<bool, LoginError> {
    let now = context.settings().now();
    let at = context.storage()?.at(now);
    if login_of(context, owner).is_some() {
        if let Some(key) = context.session(|session| session.stored_key()).flatten() {
            return Ok(session_is_live(&key, at).await?);
        }
        // A session that this request has just made is written before any login ends, even if the
        // request was overtaken. Otherwise a request that ends logins meanwhile could not see it.
        let rollback = Rollback::of(context);
        context.session(OpenSession::insist);
        let persisted = persist(Some(request), context, Purpose::Update).await?;
        return Ok(rollback.settle(persisted));
    }
    for credential in carried(request, context, owner, now) {
        if series_state(&credential.id, at).await? == SeriesState::Lasts {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives the login another session and another remember cookie, which expire no later than the
/// previous ones, and ends these. Does nothing for a user who is identified without a session.
/// Returns `false` if the remembered login had ended, and an error if the session had.
pub(crate) async fn renew_login(
    request: &HttpRequest,
    context: &LoginContext,
    owner: &str,
) -> Result<bool, LoginError> {
    let now = context.settings().now();
    let Some(login) = login_of(context, owner) else {
        return Ok(true);
    };
    let carried = carried(request, context, owner, now);
    let mut old: Vec<_> = carried.iter().map(Credential::ended).collect();
    let remembered = match renewed(&carried, request, context, now).await? {
        Some((before, next)) => {
            old.push(EndedCredential {
                successor: Some(next.id),
                ..before.ended()
            });
            // The session may belong to another remembered login than the cookie.
            old.extend(login.credential.map(|own| EndedCredential::of(own, owner)));
            Remembered::Anew(next)
        }
        None => Remembered::As(match login.credential {
            Some(own) => named_anew(own, &mut old, owner, context, now).await?,
            None => None,
        }),
    };
    let rollback = Rollback::of(context);
    renew_here(request, context, old, remembered)?;
    let persisted = persist(Some(request), context, Purpose::Renewal).await?;
    let is_renewed = rollback.settle(persisted);
    if persisted == Persisted::Gone {
        return Err(LoginError::NotLoggedIn);
    }
    Ok(is_renewed)
}

/// Returns the name of a remembered login that continues without a new cookie, because no cookie of
/// this request can restore it. Adds what ends with the renewal to `old`.
async fn named_anew(
    own: CredentialRef,
    old: &mut Vec<EndedCredential>,
    owner: &str,
    context: &LoginContext,
    now: Timestamp,
) -> Result<Option<CredentialRef>, LoginError> {
    let has_come = old.iter().any(|ended| ended.reference.id == own.id);
    // The name stays if its cookie may be in the browser under another path. It also stays if it
    // has no cookie: a request that follows the series to this name then finds the login.
    if (!has_come && is_elsewhere(context)) || !own.may_have_cookie() {
        return Ok(Some(own));
    }
    let at = context.storage()?.at(now);
    Ok(match series_state(&own.id, at).await? {
        SeriesState::Lasts => {
            let id = context.settings().randomness.bytes()?;
            old.push(EndedCredential {
                successor: Some(id),
                ..EndedCredential::of(own, owner)
            });
            // A request that ends the previous series finds the login by this name.
            Some(CredentialRef::without_cookie(id))
        }
        SeriesState::JustEnded => {
            // The request that has ended the series may be looking for its sessions at this moment.
            old.retain(|ended| ended.reference.id != own.id);
            Some(own)
        }
        SeriesState::Gone => {
            old.push(EndedCredential::of(own, owner));
            None
        }
    })
}

/// What restores the renewed login.
enum Remembered {
    /// A new cookie. Only a request that carries such a cookie gets it: a session alone must not be
    /// turned into a longer login.
    Anew(Credential),
    /// What there is already, or nothing.
    As(Option<CredentialRef>),
}

/// Returns whether the request carries a login of the owner, even one that no longer stands.
pub(crate) fn carries(request: &HttpRequest, context: &LoginContext, owner: &str) -> bool {
    let now = context.settings().now();
    login_of(context, owner).is_some() || !carried(request, context, owner, now).is_empty()
}

fn login_of(context: &LoginContext, owner: &str) -> Option<Login> {
    let login = context.session(|session| session.login().cloned());
    login.flatten().filter(|login| login.user_id == owner)
}

/// Returns whether the browser may have a remember cookie that this request does not carry, because
/// the cookie is limited to a path.
fn is_elsewhere(context: &LoginContext) -> bool {
    context.settings().remember_cookie.path != "/"
}

/// Returns the owner's remember credentials that the request carries or its response is about to
/// set.
fn carried(
    request: &HttpRequest,
    context: &LoginContext,
    owner: &str,
    now: Timestamp,
) -> Vec<Credential> {
    let (_, mut carried) = context.carried_credentials(request, now);
    if let RememberChange::Set(next) = &context.open_state(request).remember {
        carried.retain(|other| other.id != next.id);
        carried.push(next.clone());
    }
    carried.retain(|credential| credential.user_id == owner);
    carried
}

/// Returns a carried credential that can restore a session by itself, and the one that replaces it.
async fn renewed<'a>(
    carried: &'a [Credential],
    request: &HttpRequest,
    context: &LoginContext,
    now: Timestamp,
) -> Result<Option<(&'a Credential, Credential)>, LoginError> {
    let settings = context.settings();
    let at = context.storage()?.at(now);
    for credential in carried {
        let series = check_series(request, credential, settings, at).await?;
        let verdict = series.as_ref().map(|series| series.verdict);
        if may_restore(request, settings, credential, series.as_ref())
            && verdict != Some(Verdict::Recent)
        {
            let renewed = credential.renewed(settings.randomness)?;
            return Ok(Some((credential, renewed)));
        }
    }
    Ok(None)
}

fn renew_here(
    request: &HttpRequest,
    context: &LoginContext,
    old: Vec<EndedCredential>,
    remembered: Remembered,
) -> Result<(), LoginError> {
    let settings = context.settings();
    let new_id = settings.randomness.bytes()?;
    let mut state = context.open_state(request);
    let session = state.session.as_mut().ok_or(LoginError::ResponseSent)?;
    let reference = match &remembered {
        Remembered::Anew(credential) => Some(credential.reference()),
        Remembered::As(reference) => *reference,
    };
    session.set_credential(reference);
    session.renew_as(new_id, session.is_permanent());
    session.insist();
    for credential in old {
        state.ended.add(credential);
    }
    if let Remembered::Anew(credential) = remembered {
        state.new_series = Some(credential.clone());
        state.remember = RememberChange::Set(credential);
    }
    Ok(())
}
