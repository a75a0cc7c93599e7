//! Keeps remembered logins in a store: one series per device.

use actix_web::HttpRequest;

use super::{
    StoreAt, best_effort, cutoff,
    limits::{self, Newcomer},
    series_endings::{end, end_stolen},
    unusable,
};
#[cfg(feature = "flask-compat")]
use crate::session::Copies;
use crate::{
    clock::Timestamp,
    context::client_info,
    error::LoginError,
    remember::{Credential, SeriesRecord, Verdict},
    session::{ClientInfo, OVERTAKEN_FOR, SentWith},
    settings::Settings,
    store::{Entry, Limit, StoreError, Written},
};

/// How often a change is tried again on top of what other requests wrote.
const MAX_CONFLICTS: usize = 16;

/// The series of a remember cookie, as it was loaded.
pub(crate) struct Series {
    pub(crate) verdict: Verdict,
    record: SeriesRecord,
    entry: Entry,
}

/// Begins a series for a cookie that is about to be set.
pub(super) async fn begin(
    credential: &Credential,
    client: ClientInfo,
    takes_a_place: bool,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let record = SeriesRecord::of(credential, client);
    let mut limit = at.storage.series_limit;
    // The predecessor is ended only afterwards, and must not be evicted to make room for this
    // series.
    limit.most = limit.most.saturating_add(takes_a_place.into());
    match create(credential, &record, limit, at).await? {
        // A conflict means that the new session has ended since it was written, for example because
        // it was evicted. Its series has ended with it, and left its tombstone under the key.
        Written::Done | Written::Conflict => Ok(()),
        _ => Err(unusable("a remembered login could not be stored")),
    }
}

async fn create(
    credential: &Credential,
    record: &SeriesRecord,
    limit: Limit,
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    let times = (credential.issued.0, at.now.0, credential.expires.0);
    let newcomer = Newcomer {
        entry: &record.to_entry(Some(credential.user_id.clone()), times, 0),
        replaced: None,
        series: None,
    };
    limits::create(&newcomer, Some(limit), at).await
}

/// Removes a series whose cookie will not be set.
pub(super) async fn withdraw(credential: &Credential, at: StoreAt<'_>) {
    let key = SeriesRecord::key(&credential.id);
    best_effort(at.delete(&key).await);
}

/// Returns the entry of a series. If there is none, returns the tombstone next to it, which stays
/// for a while after the end.
pub(super) async fn load(id: &[u8; 16], at: StoreAt<'_>) -> Result<Option<Entry>, StoreError> {
    let key = SeriesRecord::key(id);
    match at.load(&key).await? {
        Some(entry) => Ok(Some(entry)),
        None => at.load(&key.of_tombstone()).await,
    }
}

/// Returns what the store has of a series, which may be its tombstone.
pub(super) async fn kept(
    id: &[u8; 16],
    at: StoreAt<'_>,
) -> Result<Option<(Entry, SeriesRecord)>, StoreError> {
    let Some(entry) = load(id, at).await? else {
        return Ok(None);
    };
    match SeriesRecord::parse(&entry) {
        Some(record) => Ok(Some((entry, record))),
        None => Err(unusable("the entry of a remembered login cannot be read")),
    }
}

/// Begins a series for a remember cookie from before the store, unless it has ended.
pub(crate) async fn adopt(
    request: &HttpRequest,
    credential: &Credential,
    settings: &Settings,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let (owner, issued) = (&credential.user_id, credential.issued);
    if credential.in_store
        || cutoff::has_ended(owner, issued, at).await?
        || kept(&credential.id, at).await?.is_some()
    {
        return Ok(());
    }
    let record = SeriesRecord::of(credential, client_info(request, settings));
    let (credential, storage, now) = (credential.clone(), at.storage.clone(), at.now);
    // Runs to its end even if the browser disconnects: no later request would check whether the
    // login has ended.
    let begun = async move { begin_of_before(&credential, &record, storage.at(now)).await };
    tokio::spawn(begun).await.map_err(StoreError::new)?
}

async fn begin_of_before(
    credential: &Credential,
    record: &SeriesRecord,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let created = create(credential, record, at.storage.series_limit, at).await?;
    let has_ended = cutoff::has_ended(&credential.user_id, credential.issued, at);
    if created != Written::Done {
        return Ok(());
    }
    // A request that ended all logins meanwhile could not see the series.
    let settled = match has_ended.await {
        Ok(true) => end(&credential.ended(), at).await,
        Ok(false) => return Ok(()),
        Err(error) => Err(error),
    };
    if settled.is_err() {
        // The next request with the cookie begins the series again, and checks again.
        best_effort(at.delete(&SeriesRecord::key(&credential.id)).await);
    }
    settled
}

/// Judges a remember cookie by its series. A cookie from before the store gets a series. Returns
/// `None` if there is no series.
pub(crate) async fn check(
    request: &HttpRequest,
    credential: &Credential,
    settings: &Settings,
    at: StoreAt<'_>,
) -> Result<Option<Series>, LoginError> {
    let mut found = kept(&credential.id, at).await?;
    if found.is_none() && !credential.in_store {
        adopt(request, credential, settings, at).await?;
        found = kept(&credential.id, at).await?;
    }
    let Some((entry, record)) = found else {
        return Ok(None);
    };
    let verdict = if is_renewed(&entry, &record, at.now) {
        Verdict::Renewed
    } else {
        record.judge(credential.generation, at.storage.overlap, at.now)
    };
    if verdict == Verdict::Stolen {
        end_stolen(&credential.ended(), at).await?;
    }
    Ok(Some(Series {
        verdict,
        record,
        entry,
    }))
}

/// Records that a remember cookie has reached the browser, since the session that was sent with it
/// has. The previous cookie is still accepted for the overlap, but can no longer be rotated. Returns
/// how the cookie stands in its series.
pub(super) async fn arrived(cookie: SentWith, at: StoreAt<'_>) -> Result<Verdict, StoreError> {
    for _ in 0..MAX_CONFLICTS {
        let Some((entry, record)) = kept(&cookie.series, at).await? else {
            return Ok(Verdict::Ended);
        };
        let Some(proven) = record.proven(cookie.generation) else {
            return Ok(record.judge(cookie.generation, at.storage.overlap, at.now));
        };
        let times = (entry.created, entry.seen, entry.expires);
        let entry = proven.to_entry(entry.owner, times, entry.version);
        match at.update(&entry).await? {
            Written::Conflict => {}
            Written::Done => return Ok(Verdict::Last),
            _ => return Ok(Verdict::Ended),
        }
    }
    Err(unusable("a remembered login never stopped changing"))
}

/// Makes the next cookie of the series. If another request has made it, there is none to set.
pub(crate) async fn rotate(
    credential: &Credential,
    series: Series,
    sliding: bool,
    at: StoreAt<'_>,
) -> Result<Rotated, LoginError> {
    if !matches!(series.verdict, Verdict::Last | Verdict::Unanswered) {
        return Ok(Rotated::ByAnother);
    }
    let (record, generation) =
        series
            .record
            .followed(credential.generation, at.storage.overlap, at.now);
    let next = credential.next(generation, at.now, sliding);
    let Entry {
        owner,
        version,
        created,
        ..
    } = series.entry;
    let times = (created, at.now.0, next.expires.0);
    let entry = record.to_entry(owner, times, version);
    Ok(match at.update(&entry).await? {
        Written::Done => Rotated::To(next),
        Written::Conflict => Rotated::ByAnother,
        _ => match kept(&credential.id, at).await? {
            Some((entry, record)) if is_renewed(&entry, &record, at.now) => Rotated::Renewed,
            _ => Rotated::Ended,
        },
    })
}

/// Returns whether another series took the place of this one a moment ago.
fn is_renewed(entry: &Entry, record: &SeriesRecord, now: Timestamp) -> bool {
    record.successor.is_some() && is_recent(entry, now)
}

/// Returns whether a tombstone was left a moment ago.
pub(super) fn is_recent(tombstone: &Entry, now: Timestamp) -> bool {
    now.0 <= tombstone.created.saturating_add(OVERTAKEN_FOR)
}

/// Begins the series of an imported login, unless a concurrent request has. Returns its latest
/// cookie, `None` if the series has ended.
#[cfg(feature = "flask-compat")]
pub(crate) async fn import(
    request: &HttpRequest,
    (credential, copies): (Credential, Copies),
    settings: &Settings,
    at: StoreAt<'_>,
) -> Result<Option<Credential>, LoginError> {
    let client = client_info(request, settings);
    let record = SeriesRecord::imported(&credential, client, copies);
    let mut found = kept(&credential.id, at).await?;
    if found.is_none() {
        // The result does not matter: if this request has not created the series, another one has.
        create(&credential, &record, at.storage.series_limit, at).await?;
        found = kept(&credential.id, at).await?;
    }
    let stands = found.filter(|(_, record)| !record.is_ended());
    Ok(stands.map(|(_, record)| record.last(credential)))
}

/// Extends a series to the lifetime of its cookie, which is about to be set again. Returns whether
/// the cookie may be set.
pub(crate) async fn refresh(credential: &Credential, at: StoreAt<'_>) -> bool {
    let key = SeriesRecord::key(&credential.id);
    let expires = credential.expires.0;
    let touched = at.touch(&key, at.now.0, expires).await;
    // A cookie from before the store has no series until it restores a login.
    touched.is_ok_and(|is_there| is_there || !credential.in_store)
}

/// The result of using a cookie of a series.
pub(crate) enum Rotated {
    To(Credential),
    ByAnother,
    /// Another series has taken the place of this one.
    Renewed,
    Ended,
}

/// Returns whether a series has not ended, and this is its latest cookie. A request that has made a
/// session from the series checks this afterwards, because a request that ended the series
/// meanwhile could not see that session. If this response takes long, the browser may have sent the
/// previous cookie again, and has another one by now.
pub(super) async fn stands(cookie: SentWith, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let kept = kept(&cookie.series, at).await?;
    Ok(kept.is_some_and(|(_, record)| {
        record.judge(cookie.generation, at.storage.overlap, at.now) == Verdict::Last
    }))
}
