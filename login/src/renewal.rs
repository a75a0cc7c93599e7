//! The login of a request goes on under new cookies: copies of those before lead nowhere.

use actix_web::HttpRequest;

use crate::{
    clock::Timestamp,
    context::{LoginContext, RememberChange},
    error::LoginError,
    identify::may_restore,
    remember::{Credential, EndedCredential, Verdict},
    session::{CredentialRef, Login, OpenSession},
    storage::{IfGone, Persisted, SeriesState, check, persist, series_state, session_lasts},
    transitions::Undo,
};

/// Makes sure that the login is in the store. Answers whether it stands, and copies of the owner's
/// cookies in this request can be told from them. Not so beside the request that makes a session of
/// a remember cookie, or one that has renewed this session: only that one has the next cookies.
pub(crate) async fn prepare_renewal(
    request: &HttpRequest,
    context: &LoginContext,
    owner: &str,
) -> Result<bool, LoginError> {
    let now = context.settings().now();
    let at = context.storage()?.at(now);
    if login_of(context, owner).is_some() {
        if let Some(key) = context.session(|session| session.stored_key()).flatten() {
            return Ok(session_lasts(&key, at).await?);
        }
        // A session that this request has just made is in the store before any ends, also in the
        // place of another that was overtaken: whoever ends logins meanwhile could not see it.
        let undo = Undo::of(context);
        context.session(OpenSession::insist);
        if persist(Some(request), context, IfGone::Leave).await? == Persisted::Gone {
            undo.give_way();
            return Ok(false);
        }
        undo.keep();
        return Ok(true);
    }
    for credential in carried(request, context, owner, now) {
        if series_state(&credential.id, at).await? == SeriesState::Lasts {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives the login another session and another remember cookie, that last no longer than those
/// before, and ends these. Does nothing for a user who is known without a session. Answers whether
/// the login still stood.
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
            // The session may have come with another.
            old.extend(login.credential.map(|own| EndedCredential::of(own, owner)));
            Remembered::Anew(next)
        }
        None => Remembered::As(match login.credential {
            Some(own) => named_anew(own, &mut old, owner, context, now).await?,
            None => None,
        }),
    };
    let undo = Undo::of(context);
    renew_here(request, context, old, remembered, now)?;
    let persisted = persist(Some(request), context, IfGone::Renew).await?;
    match persisted {
        Persisted::Done => undo.keep(),
        Persisted::Gone => {
            undo.give_way();
            return Err(LoginError::NotLoggedIn);
        }
        Persisted::HadEnded => return Ok(false),
    }
    Ok(true)
}

/// The name of a remembered login that goes on without a new cookie, since none came that restores
/// it. `old` are those that end.
async fn named_anew(
    own: CredentialRef,
    old: &mut Vec<EndedCredential>,
    owner: &str,
    context: &LoginContext,
    now: Timestamp,
) -> Result<Option<CredentialRef>, LoginError> {
    let has_come = old.iter().any(|ended| ended.reference.id == own.id);
    // What has a name without a cookie already keeps it: whoever follows it finds it at that.
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
            // By this name whoever ends the one before finds it.
            Some(CredentialRef::without_cookie(id))
        }
        SeriesState::JustEnded => {
            // Whoever has ended it may look for its sessions at this moment.
            old.retain(|ended| ended.reference.id != own.id);
            Some(own)
        }
        SeriesState::Gone => {
            old.push(EndedCredential::of(own, owner));
            None
        }
    })
}

/// What brings the renewed login back.
enum Remembered {
    /// Another cookie. Only who has shown one gets it: a session alone is not to become more.
    Anew(Credential),
    /// What is there, or nothing.
    As(Option<CredentialRef>),
}

/// Whether a request came with a login of the owner's, be it one that does not stand any more.
pub(crate) fn carries(request: &HttpRequest, context: &LoginContext, owner: &str) -> bool {
    let now = context.settings().now();
    login_of(context, owner).is_some() || !carried(request, context, owner, now).is_empty()
}

fn login_of(context: &LoginContext, owner: &str) -> Option<Login> {
    let login = context.session(|session| session.login().cloned());
    login.flatten().filter(|login| login.user_id == owner)
}

/// A cookie with a path of its own may be in the browser although this request has none.
fn is_elsewhere(context: &LoginContext) -> bool {
    context.settings().remember_cookie.path != "/"
}

/// The owner's cookies that came, or are about to go out.
fn carried(
    request: &HttpRequest,
    context: &LoginContext,
    owner: &str,
    now: Timestamp,
) -> Vec<Credential> {
    let (_, mut carried) = context.carried_credentials(request, now);
    if let RememberChange::Set(next) = &context.state(request).remember {
        carried.retain(|other| other.id != next.id);
        carried.push(next.clone());
    }
    carried.retain(|credential| credential.user_id == owner);
    carried
}

/// One that would restore a session by itself, and what comes in its place.
async fn renewed<'a>(
    carried: &'a [Credential],
    request: &HttpRequest,
    context: &LoginContext,
    now: Timestamp,
) -> Result<Option<(&'a Credential, Credential)>, LoginError> {
    let settings = context.settings();
    let at = context.storage()?.at(now);
    for credential in carried {
        let series = check(request, credential, settings, at).await?;
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
    now: Timestamp,
) -> Result<(), LoginError> {
    let settings = context.settings();
    let new_id = settings.randomness.bytes()?;
    let mut state = context.state(request);
    let session = state.session.as_mut().ok_or(LoginError::ResponseSent)?;
    let reference = match &remembered {
        Remembered::Anew(credential) => Some(credential.reference()),
        Remembered::As(reference) => *reference,
    };
    session.set_credential(reference);
    session.renew(new_id, &settings.lifetimes, now);
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
