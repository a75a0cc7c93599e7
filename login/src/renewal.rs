//! The login of a request goes on under new cookies: copies of those before lead nowhere.

use actix_web::HttpRequest;

use crate::{
    clock::Timestamp,
    context::{LoginContext, RememberChange},
    error::LoginError,
    remember::{Credential, EndedCredential},
    session::CredentialRef,
    storage::{IfGone, Persisted, persist, series_lasts},
    transitions::Undo,
};

/// Gives the login another session and another remember cookie, that last no longer than those
/// before, and ends these. Does nothing for a user who is known without a session.
pub(crate) async fn renew_login(
    request: &HttpRequest,
    context: &LoginContext,
    owner: &str,
) -> Result<(), LoginError> {
    let now = context.settings().now();
    let login = context.session(|session| session.login().cloned());
    let Some(login) = login.flatten().filter(|login| login.user_id == owner) else {
        return Ok(());
    };
    let carried = carried(request, context, owner, now);
    let remembered = match renewed(&carried, context, now).await? {
        Some(credential) => Remembered::Anew(credential),
        None if is_elsewhere(context) => Remembered::As(login.credential),
        None => Remembered::As(None),
    };
    let mut old: Vec<_> = carried.iter().map(Credential::ended).collect();
    if let (Remembered::As(None), Some(reference)) = (&remembered, login.credential) {
        old.push(EndedCredential {
            reference,
            user_id: owner.to_owned(),
            may_be_old: true,
        });
    }
    let undo = Undo::of(context);
    renew_here(request, context, old, remembered, now)?;
    if persist(Some(request), context, IfGone::Leave).await? == Persisted::Gone {
        return Err(LoginError::NotLoggedIn);
    }
    undo.keep();
    Ok(())
}

/// What brings the renewed login back.
enum Remembered {
    /// Another cookie. Only who has shown one gets it: a session alone is not to become more.
    Anew(Credential),
    /// What is there, or nothing.
    As(Option<CredentialRef>),
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

/// What comes in the place of those that are still good.
async fn renewed(
    carried: &[Credential],
    context: &LoginContext,
    now: Timestamp,
) -> Result<Option<Credential>, LoginError> {
    for credential in carried {
        if series_lasts(&credential.id, context.storage()?, now).await? {
            return Ok(Some(credential.renewed(context.settings().randomness)?));
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
    session.renew(new_id, reference, &settings.lifetimes, now);
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
