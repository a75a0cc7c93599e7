//! Writes the session of a request.

use actix_web::HttpRequest;

use super::{
    StoreAt,
    announcements::beside,
    endings::{end, end_if, end_successors},
    meanwhile::has_gone,
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
pub(crate) enum IfGone {
    /// The request logs in: a session is created anyway.
    Create,
    /// An ended session stays ended, and a request that has announced a renewal first takes
    /// precedence.
    Leave,
    /// The request logs out: the successors of the session are ended too.
    End,
    /// An ended session stays ended. If another request renews the session concurrently, the one
    /// that writes first succeeds. Its announcement counts only if a sealed cookie could restore the
    /// session.
    Renew,
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
    if_gone: IfGone,
) -> Result<Persisted, LoginError> {
    let settings = context.settings();
    let Some(storage) = &settings.storage else {
        return Ok(Persisted::Done);
    };
    let _turn = context.storing.lock().await;
    let at = storage.at(settings.now());
    let client = || request.map_or_else(ClientInfo::default, |it| client_info(it, settings));
    let new_series = context.peek_state().new_series.take();
    let takes_a_place = new_series.as_ref().is_some_and(|new| {
        let ended = &context.peek_state().ended.credentials;
        ended.iter().any(|ended| ended.successor == Some(new.id))
    });
    // A renewed login begins its series before its session is written. Otherwise a request that
    // ends all logins could remove the session and miss the series, which begins afterwards. A new
    // login begins its series last: the session may still be refused, and must not cost another
    // remembered login its place before that.
    let (first, last) = if if_gone == IfGone::Create {
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
        let (persisted, done) = persist_session(&client, context, if_gone, at).await?;
        let rest = async {
            begin(last).await?;
            end_others(context, if_gone, at).await
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
            context.peek_state().is_settled = true;
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
pub(crate) async fn lasts(key: &Key, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let entry = at.load(key).await?;
    Ok(entry.as_ref().and_then(Ending::of_entry).is_some())
}

/// Returns whether a session was renewed a moment ago, or is being renewed.
pub(crate) async fn went_on(key: &Key, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let entry = at.load(key).await?;
    let tombstone = entry.as_ref().and_then(Tombstone::of_entry);
    if tombstone.is_some_and(|tombstone| tombstone.went_on) {
        return Ok(true);
    }
    // A renewal is announced before it takes place.
    let announcement = beside(key, at).await?;
    Ok(announcement.is_some_and(|announcement| announcement.went_on))
}

/// Writes the session itself. Also returns the write, to be undone if a later step fails. That is
/// `None` if this request has written nothing.
async fn persist_session(
    client: impl FnOnce() -> ClientInfo,
    context: &LoginContext,
    if_gone: IfGone,
    at: StoreAt<'_>,
) -> Result<(Persisted, Option<StoreWrite>), LoginError> {
    let settings = context.settings();
    let plan = context.session(|session| session.plan(client, settings.randomness));
    let Some(mut plan) = plan.transpose()?.flatten() else {
        return Ok((Persisted::Done, None));
    };
    let is_deletion = matches!(plan.write, StoreWrite::Delete(_));
    let mut written = write(&mut plan, settings.randomness, if_gone, at).await?;
    if let Some(stored) = &written {
        let gone = has_gone(&plan, if_gone, settings, at).await;
        if gone.is_err() && !plan.is_anothers {
            take_back(&plan.write, at).await;
        }
        if gone? {
            end(&stored.ending(), at).await?;
            // The browser may have got another remember cookie meanwhile, so the response does not
            // change it.
            context.peek_state().remember = RememberChange::Keep;
            written = None;
        }
    }
    if let Some(stored) = written {
        let (sealer, randomness) = (&settings.keys.session, settings.randomness);
        let written = context.session(|session| session.written(stored, sealer, randomness));
        written.transpose()?;
        let done = (!plan.is_anothers).then_some(plan.write);
        return Ok((Persisted::Done, done));
    }
    context.session(|session| session.removed(is_deletion));
    if is_deletion {
        return Ok((Persisted::Done, Some(plan.write)));
    }
    tracing::info!("a session was ended while a request was using it");
    Ok((Persisted::Gone, None))
}

/// Ends the logins that end in addition to the session itself.
async fn end_others(
    context: &LoginContext,
    if_gone: IfGone,
    at: StoreAt<'_>,
) -> Result<Persisted, StoreError> {
    let ended = std::mem::take(&mut context.peek_state().ended);
    // Successors first: the end of a session removes the tombstone that names its successor.
    for successor in ended.successors {
        end_successors(successor, at).await?;
    }
    for ending in &ended.sessions {
        end_if(if_gone, ending, at).await?;
    }
    for credential in &ended.credentials {
        if let Some(successor) = credential.successor {
            if !series_endings::go_on(credential, successor, at).await? {
                return Ok(Persisted::HadEnded);
            }
        } else if if_gone == IfGone::End {
            series_endings::end_and_follow(credential, at).await?;
        } else {
            series_endings::end(credential, at).await?;
        }
    }
    Ok(Persisted::Done)
}
