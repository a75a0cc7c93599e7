//! Lists the logins of a user, and ends them.

use std::collections::HashSet;

use actix_web::HttpRequest;

#[cfg(feature = "flask-compat")]
use crate::import::end_remembered;
use crate::{
    clock::Timestamp,
    context::LoginContext,
    error::LoginError,
    events::Event,
    identify::identify,
    remember::{EndedCredential, SeriesRecord},
    renewal::{carries, prepare_renewal, renew_login},
    session::{ClientInfo, CredentialRef, Ending},
    storage::{
        StoreAt, adopt_series, cut_off_logins, end_and_follow, end_series, end_series_alone,
        end_session, end_successors, open_session, session_was_renewed,
    },
    store::{Entry, Key, Kind},
    transitions::{check_type, log_out},
    user::AnyUser,
};

/// One login of a user: a session, with its remember cookie if there is one, or a remember cookie
/// alone.
pub(crate) struct Device {
    pub(crate) id: [u8; 16],
    pub(crate) created: Timestamp,
    pub(crate) seen: Timestamp,
    pub(crate) client: ClientInfo,
    pub(crate) is_current: bool,
    pub(crate) is_remembered: bool,
    session: Option<Ending>,
    series: Option<CredentialRef>,
}

/// Returns all logins of the request's user: this one first, then the one that was used last.
pub(crate) async fn devices(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<Vec<Device>, LoginError> {
    let owner = owner(request, context).await?;
    let now = context.settings().now();
    let current = current(request, context, now);
    devices_of(&owner, &current, context.storage()?.at(now)).await
}

/// Returns all logins of any user. `current` holds the keys of this request's own login.
async fn devices_of(
    owner: &str,
    current: &[Key],
    at: StoreAt<'_>,
) -> Result<Vec<Device>, LoginError> {
    let entries = at.list(owner).await?;
    let mut devices: Vec<Device> = entries.iter().filter_map(session).collect();
    for series in entries.iter().filter_map(series) {
        let mut has_session = false;
        // A browser that came back may have several sessions of one series.
        for device in &mut devices {
            let of = device.series.map(|credential| credential.id);
            if of == Some(series.id) {
                device.is_remembered = true;
                has_session = true;
            }
        }
        if !has_session {
            devices.push(series);
        }
    }
    for device in &mut devices {
        let key = match &device.session {
            Some(session) => Some(session.key),
            None => device.series.map(|series| SeriesRecord::key(&series.id)),
        };
        device.is_current = key.is_some_and(|key| current.contains(&key));
    }
    devices.sort_by_key(|device| std::cmp::Reverse((device.is_current, device.seen)));
    Ok(devices)
}

/// Ends one of the user's logins. Returns whether it existed.
pub(crate) async fn revoke(
    request: &HttpRequest,
    context: &LoginContext,
    id: &[u8; 16],
) -> Result<bool, LoginError> {
    let devices = devices(request, context).await?;
    let Some(device) = devices.into_iter().find(|device| device.id == *id) else {
        return Ok(false);
    };
    if device.is_current {
        log_out(request, context).await?;
    } else {
        let keep = current(request, context, context.settings().now());
        let owner = owner(request, context).await?;
        end(&[device], &owner, &keep, context).await?;
        tell(request, context, &owner, 1);
    }
    Ok(true)
}

/// Ends all of the user's logins except this one. Returns how many there were.
pub(crate) async fn revoke_others(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<usize, LoginError> {
    let settings = context.settings();
    let storage = context.storage()?;
    let (owner, now) = (owner(request, context).await?, settings.now());
    let at = storage.at(now);
    // Within one process, a double click does not log the user out: the second request waits, and
    // then finds that its session was renewed.
    let _turn = storage.renewing.lock(&owner).await;
    if !prepare_renewal(request, context, &owner).await? {
        return Err(LoginError::NotLoggedIn);
    }
    let mut others = devices(request, context).await?;
    others.retain(|device| !device.is_current);
    // Before the logins end that the store has not seen: this browser may have such a remember
    // cookie.
    for own in context.carried_credentials(request, now).1 {
        if own.user_id == owner {
            adopt_series(request, &own, settings, at).await?;
        }
    }
    let keep = current(request, context, now);
    cut_off_logins(&owner, at).await?;
    end(&others, &owner, &keep, context).await?;
    #[cfg(feature = "flask-compat")]
    end_remembered(context, &owner, at).await?;
    // Logins that were made meanwhile.
    at.delete_of(&owner, &keep).await?;
    // A client with copies of this browser's cookies is one of the others, so this login is
    // renewed. Last, so that the user is still logged in and can retry if something fails before.
    let before = context.session(|session| session.stored_key()).flatten();
    let renewed = renew_login(request, context, &owner).await;
    if let (Err(LoginError::NotLoggedIn), Some(before)) = (&renewed, before) {
        // A client with a copy of this session has renewed it meanwhile, or is about to.
        let has_gone_on = session_was_renewed(&before, at).await?;
        if has_gone_on {
            at.delete_of(&owner, &[]).await?;
        }
        end_successors(before, at).await?;
    }
    if !renewed? {
        return Err(LoginError::NotLoggedIn);
    }
    tell(request, context, &owner, others.len());
    Ok(others.len())
}

/// Ends all of the user's logins, including this one. Returns how many there were.
pub(crate) async fn revoke_all(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<usize, LoginError> {
    let owner = owner(request, context).await?;
    let count = end_all(&owner, context).await?;
    tell(request, context, &owner, count);
    log_out(request, context).await?;
    Ok(count)
}

/// Ends all logins of a user who need not be the one who makes the request. Returns how many there
/// were.
pub(crate) async fn revoke_all_of(
    request: &HttpRequest,
    context: &LoginContext,
    user: &dyn AnyUser,
) -> Result<usize, LoginError> {
    check_type(user, context.settings())?;
    let theirs = user.id_text();
    // If the visitor cannot be identified, the cookies show whether this request carries a login of
    // the user.
    let is_own = match owner(request, context).await {
        Ok(owner) => owner == theirs,
        // No cookie can be removed any more.
        Err(LoginError::ResponseSent) => false,
        Err(_) => carries(request, context, &theirs),
    };
    let count = end_all(&theirs, context).await?;
    tell(request, context, &theirs, count);
    if is_own {
        log_out(request, context).await?;
    }
    Ok(count)
}

/// Ends all logins of a user. Returns how many there were.
async fn end_all(owner: &str, context: &LoginContext) -> Result<usize, LoginError> {
    let at = context.storage()?.at(context.settings().now());
    let all = devices_of(owner, &[], at).await?;
    cut_off_logins(owner, at).await?;
    end(&all, owner, &[], context).await?;
    #[cfg(feature = "flask-compat")]
    end_remembered(context, owner, at).await?;
    // Logins that were made meanwhile.
    at.delete_of(owner, &[]).await?;
    Ok(all.len())
}

fn tell(request: &HttpRequest, context: &LoginContext, owner: &str, count: usize) {
    let event = Event::LoginsRevoked {
        user_id: owner,
        count,
    };
    context.settings().listeners.emit(event, request);
}

async fn owner(request: &HttpRequest, context: &LoginContext) -> Result<String, LoginError> {
    context.storage()?;
    open_session(request, context).await?;
    let identity = identify(request, context).await?;
    let user = identity.user().ok_or(LoginError::NotLoggedIn)?;
    Ok(user.id_text())
}

/// Returns the keys under which this request's own login is stored.
fn current(request: &HttpRequest, context: &LoginContext, now: Timestamp) -> Vec<Key> {
    let own = context.session(|session| {
        // A remember cookie that is limited to a path does not come with every request.
        let login = session.login();
        let credential = login.and_then(|login| login.credential);
        (session.stored_key(), credential)
    });
    let (session, credential) = own.unwrap_or_default();
    let (_, carried) = context.carried_credentials(request, now);
    let series = carried.iter().map(|carried| carried.id);
    let series = series.chain(credential.map(|credential| credential.id));
    let series = series.map(|id| SeriesRecord::key(&id));
    session.into_iter().chain(series).collect()
}

fn session(entry: &Entry) -> Option<Device> {
    if entry.kind != Kind::Session {
        return None;
    }
    let ending = Ending::of_entry(entry)?;
    let login = ending.record.login.as_ref()?;
    Some(Device {
        id: ending.record.id?,
        created: ending.record.created,
        seen: Timestamp(entry.seen),
        client: ending.client.clone(),
        is_current: false,
        is_remembered: false,
        series: login.credential,
        session: Some(ending),
    })
}

fn series(entry: &Entry) -> Option<Device> {
    if entry.kind != Kind::Remembered {
        return None;
    }
    let record = SeriesRecord::parse(entry).filter(|record| !record.is_ended())?;
    let (created, seen) = (Timestamp(entry.created), Timestamp(entry.seen));
    Some(Device {
        id: record.id,
        created,
        seen,
        client: record.client,
        is_current: false,
        is_remembered: true,
        session: None,
        series: Some(CredentialRef {
            id: record.id,
            issued: created,
        }),
    })
}

/// Ends logins, but not the remember cookies under the keys in `keep`, which this request's own
/// login uses too.
async fn end(
    devices: &[Device],
    owner: &str,
    keep: &[Key],
    context: &LoginContext,
) -> Result<(), LoginError> {
    let settings = context.settings();
    let at = context.storage()?.at(settings.now());
    let mut ended = HashSet::new();
    for device in devices {
        // The remember cookie first: it could restore the session.
        if let Some(reference) = device.series
            && !keep.contains(&SeriesRecord::key(&reference.id))
            && ended.insert(reference.id)
        {
            let credential = EndedCredential::of(reference, owner);
            // If there are several, `devices` holds all sessions as well.
            if devices.len() > 1 {
                end_series_alone(&credential, at).await?;
            } else {
                end_series(&credential, at).await?;
            }
        }
        match &device.session {
            // The caller deletes all other entries of the owner, including successors.
            Some(session) if devices.len() > 1 => {
                end_session(session, at).await?;
            }
            Some(session) => end_and_follow(session, at).await?,
            None => {}
        }
    }
    Ok(())
}
