//! Writes the session of a request.

use actix_web::HttpRequest;

use super::{
    StoreAt,
    announcements::tombstone_beside,
    endings::{end, end_for, end_successors},
    meanwhile::has_ended_meanwhile,
    replacing::take_back,
    series, series_endings,
    write::write,
};
use crate::{
    context::{LoginContext, RememberChange, client_info},
    error::LoginError,
    remember::Credential,
    session::{ClientInfo, Ending, StoreWrite, Tombstone},
    store::{Key, StoreError},
};

/// What to do if the session that is to be replaced was ended or renewed by another request
/// meanwhile.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Purpose {
    /// The request logs in: a session is created anyway.
    Login,
    /// An ended session stays ended, and a request that has announced a renewal first takes
    /// precedence.
    Update,
    /// The request logs out: the successors of the session are ended too.
    Logout,
    /// An ended session stays ended. If another request renews the session concurrently, the one
    /// that writes first succeeds. Its announcement counts only if a sealed cookie could restore the
    /// session.
    Renewal,
}

/// The result of writing the changes of a session.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Persisted {
    Done,
    /// Another request has ended or renewed the session.
    Gone,
    /// The remembered login that was to be renewed with the session had ended. The new session was
    /// ended again.
    HadEnded,
}

/// Writes what the request has changed. `request` is `None` only if an inner middleware failed.
pub(crate) async fn persist(
    request: Option<&HttpRequest>,
    context: &LoginContext,
    purpose: Purpose,
) -> Result<Persisted, LoginError> {
    let settings = context.settings();
    let Some(storage) = &settings.storage else {
        return Ok(Persisted::Done);
    };
    let _turn = context.storing.lock().await;
    let at = storage.at(settings.now());
    let client = || request.map_or_else(ClientInfo::default, |it| client_info(it, settings));
    let new_series = context.state_mut().new_series.take();
    let takes_a_place = new_series.as_ref().is_some_and(|new| {
        let ended = &context.state_mut().ended.credentials;
        ended.iter().any(|ended| ended.successor == Some(new.id))
    });
    // A renewed login begins its series before its session is written. Otherwise a request that
    // ends all logins could remove the session and miss the series, which begins afterwards. A new
    // login begins its series last: the session may still be refused, and must not cost another
    // remembered login its place before that.
    let (first, last) = if purpose == Purpose::Login {
        (None, new_series.as_ref())
    } else {
        (new_series.as_ref(), None)
    };
    let begin = async |series: Option<&Credential>| match series {
        Some(credential) => series::begin(credential, client(), takes_a_place, at).await,
        None => Ok(()),
    };
    let persisted = async {
        begin(first).await?;
        let (persisted, done) = persist_session(&client, context, purpose, at).await?;
        let rest = async {
            begin(last).await?;
            end_others(context, purpose, at).await
        };
        let rest = rest.await;
        if let (Some(done), true) = (&done, rest.is_err()) {
            take_back(done, at).await;
        }
        if rest? == Persisted::HadEnded {
            let made = match &done {
                Some(StoreWrite::Create(new)) => Some(new),
                Some(StoreWrite::Replace(_, new)) => Some(&**new),
                _ => None,
            };
            if let Some(made) = made {
                end(&made.ending(), at).await?;
            }
            context.session(|session| session.removed(false));
            return Ok(match persisted {
                Persisted::Gone => Persisted::Gone,
                _ => Persisted::HadEnded,
            });
        }
        if let Some(StoreWrite::Create(_) | StoreWrite::Replace(..) | StoreWrite::Delete(_)) = done
        {
            context.state_mut().is_settled = true;
        }
        Ok(persisted)
    };
    let persisted = persisted.await;
    if let Some(credential) = &new_series
        && !matches!(persisted, Ok(Persisted::Done))
    {
        series::withdraw(credential, at).await;
    }
    persisted
}

/// Returns whether a session is stored under the key, and not only its tombstone.
pub(crate) async fn is_live(key: &Key, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let entry = at.load(key).await?;
    Ok(entry.as_ref().and_then(Ending::of_entry).is_some())
}

/// Returns whether a session was renewed, or is being renewed.
pub(crate) async fn was_renewed(key: &Key, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let entry = at.load(key).await?;
    let tombstone = entry.as_ref().and_then(Tombstone::of_entry);
    if tombstone.is_some_and(|tombstone| tombstone.renewed) {
        return Ok(true);
    }
    // A renewal is announced before it takes place.
    let announcement = tombstone_beside(key, at).await?;
    Ok(announcement.is_some_and(|announcement| announcement.renewed))
}

/// Writes the session itself. Also returns the write, to be undone if a later step fails. That is
/// `None` if this request has written nothing.
async fn persist_session(
    client: impl FnOnce() -> ClientInfo,
    context: &LoginContext,
    purpose: Purpose,
    at: StoreAt<'_>,
) -> Result<(Persisted, Option<StoreWrite>), LoginError> {
    let settings = context.settings();
    let plan = context.session(|session| session.plan(client, settings.randomness));
    let Some(mut plan) = plan.transpose()?.flatten() else {
        return Ok((Persisted::Done, None));
    };
    let is_deletion = matches!(plan.write, StoreWrite::Delete(_));
    let mut written = write(&mut plan, settings.randomness, purpose, at).await?;
    if let Some(stored) = &written {
        let gone = has_ended_meanwhile(&plan, purpose, settings, at).await;
        if gone.is_err() && !plan.is_by_another {
            take_back(&plan.write, at).await;
        }
        if gone? {
            end(&stored.ending(), at).await?;
            // The browser may have got another remember cookie meanwhile, so the response does not
            // change it.
            context.state_mut().remember = RememberChange::Keep;
            written = None;
        }
    }
    if let Some(stored) = written {
        let (sealer, randomness) = (&settings.keys.session, settings.randomness);
        let written = context.session(|session| session.written(stored, sealer, randomness));
        written.transpose()?;
        let done = (!plan.is_by_another).then_some(plan.write);
        return Ok((Persisted::Done, done));
    }
    context.session(|session| session.removed(is_deletion && !plan.is_by_another));
    if is_deletion {
        return Ok((Persisted::Done, Some(plan.write)));
    }
    tracing::info!("a session was ended while a request was using it");
    Ok((Persisted::Gone, None))
}

/// Ends the logins that end in addition to the session itself.
async fn end_others(
    context: &LoginContext,
    purpose: Purpose,
    at: StoreAt<'_>,
) -> Result<Persisted, StoreError> {
    let ended = std::mem::take(&mut context.state_mut().ended);
    // Successors first: the end of a session removes the tombstone that names its successor.
    for successor in ended.successors {
        end_successors(successor, at).await?;
    }
    for ending in &ended.sessions {
        end_for(purpose, ending, at).await?;
    }
    for credential in &ended.credentials {
        if let Some(successor) = credential.successor {
            if !series_endings::continue_as(credential, successor, at).await? {
                return Ok(Persisted::HadEnded);
            }
        } else if purpose == Purpose::Logout {
            series_endings::end_and_follow(credential, at).await?;
        } else {
            series_endings::end(credential, at).await?;
        }
    }
    Ok(Persisted::Done)
}
