//! Remembered logins in a store: one series per device.

use actix_web::HttpRequest;

use super::{
    StoreAt,
    places::{self, Newcomer},
    series_endings::{end, end_stolen},
    unseen, unusable,
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

/// How often a change is tried again on top of what others wrote.
const MOST_CONFLICTS: usize = 16;

/// A remember cookie's series, as it was loaded.
pub(crate) struct Series {
    pub(crate) verdict: Verdict,
    record: SeriesRecord,
    entry: Entry,
}

/// Begins a series, for a cookie that is about to be set.
pub(super) async fn begin(
    credential: &Credential,
    client: ClientInfo,
    takes_a_place: bool,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let record = SeriesRecord::of(credential, client);
    let mut limit = at.storage.series_limit;
    // The one before goes only then, and must not have to make room for this.
    limit.most = limit.most.saturating_add(takes_a_place.into());
    match create(credential, &record, limit, at).await? {
        // The session has had to make room for another since it was made, and the tombstone of
        // the series, which ended with it, is there.
        Written::Done | Written::Conflict => Ok(()),
        _ => Err(unusable("a remembered login could not be kept")),
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
    places::create(&newcomer, Some(limit), at).await
}

/// Takes back a series whose cookie will not be set.
pub(super) async fn withdraw(credential: &Credential, at: StoreAt<'_>) {
    let key = SeriesRecord::key(&credential.id);
    let _log_has_it = at.delete(&key).await;
}

/// What is in the place of a series; of one that has ended a moment ago, what is beside it.
pub(super) async fn load(id: &[u8; 16], at: StoreAt<'_>) -> Result<Option<Entry>, StoreError> {
    let key = SeriesRecord::key(id);
    match at.load(&key).await? {
        Some(entry) => Ok(Some(entry)),
        None => at.load(&key.of_tombstone()).await,
    }
}

/// What is kept of a series.
pub(super) async fn kept(
    id: &[u8; 16],
    at: StoreAt<'_>,
) -> Result<Option<(Entry, SeriesRecord)>, StoreError> {
    let Some(entry) = load(id, at).await? else {
        return Ok(None);
    };
    match SeriesRecord::parse(&entry) {
        Some(record) => Ok(Some((entry, record))),
        None => Err(unusable(
            "what is kept of a remembered login cannot be read",
        )),
    }
}

/// Gives a remember cookie from before the store a series, unless it has ended.
pub(crate) async fn adopt(
    request: &HttpRequest,
    credential: &Credential,
    settings: &Settings,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let (owner, issued) = (&credential.user_id, credential.issued);
    if credential.in_store
        || unseen::has_ended(owner, issued, at).await?
        || kept(&credential.id, at).await?.is_some()
    {
        return Ok(());
    }
    let record = SeriesRecord::of(credential, client_info(request, settings));
    let (credential, storage, now) = (credential.clone(), at.storage.clone(), at.now);
    // To the end, also if the browser goes away: nobody asks again whether it has ended.
    let begun = async move { begin_of_before(&credential, &record, storage.at(now)).await };
    tokio::spawn(begun).await.map_err(StoreError::new)?
}

async fn begin_of_before(
    credential: &Credential,
    record: &SeriesRecord,
    at: StoreAt<'_>,
) -> Result<(), StoreError> {
    let created = create(credential, record, at.storage.series_limit, at).await?;
    let has_ended = unseen::has_ended(&credential.user_id, credential.issued, at);
    if created != Written::Done {
        return Ok(());
    }
    // Whoever ended it in between could not see it.
    let settled = match has_ended.await {
        Ok(true) => end(&credential.ended(), at).await,
        Ok(false) => return Ok(()),
        Err(error) => Err(error),
    };
    if settled.is_err() {
        // The next who shows the cookie begins it anew, and asks again.
        let _log_has_it = at.delete(&SeriesRecord::key(&credential.id)).await;
    }
    settled
}

/// Looks up what a remember cookie is. One from before the store gets a series.
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

/// Notes that a cookie has reached the browser, since the session has that was sent with it: the
/// one before it does not count any longer. Answers what the cookie is.
pub(super) async fn arrived(cookie: SentWith, at: StoreAt<'_>) -> Result<Verdict, StoreError> {
    for _ in 0..MOST_CONFLICTS {
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

/// Makes the next cookie of the series, unless another request has: then there is none to
/// set.
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

/// Whether another series took its place a moment ago.
fn is_renewed(entry: &Entry, record: &SeriesRecord, now: Timestamp) -> bool {
    record.successor.is_some() && is_recent(entry, now)
}

/// Whether a tombstone was left a moment ago.
pub(super) fn is_recent(tombstone: &Entry, now: Timestamp) -> bool {
    now.0 <= tombstone.created.saturating_add(OVERTAKEN_FOR)
}

/// Begins the series of a login that came from elsewhere, unless a request beside this one has.
/// Answers its last cookie; nothing if it has ended.
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
        // Done or not, there is one then.
        create(&credential, &record, at.storage.series_limit, at).await?;
        found = kept(&credential.id, at).await?;
    }
    let stands = found.filter(|(_, record)| !record.is_ended());
    Ok(stands.map(|(_, record)| record.last(credential)))
}

/// Lets a series last for as long as its cookie, which is about to be set anew. Answers
/// whether it may be.
pub(crate) async fn refresh(credential: &Credential, at: StoreAt<'_>) -> bool {
    let key = SeriesRecord::key(&credential.id);
    let expires = credential.expires.0;
    let touched = at.touch(&key, at.now.0, expires).await;
    // The store learns of one from before when it is used.
    touched.is_ok_and(|is_there| is_there || !credential.in_store)
}

/// What became of a series by the use of a cookie of it.
pub(crate) enum Rotated {
    To(Credential),
    ByAnother,
    /// Another series took its place.
    Renewed,
    Ended,
}

/// Whether a series goes on, and this is its last cookie: asked by those who have made a session
/// of it, which whoever ended the series in between could not see. If the browser has come again
/// with the cookie before, because this answer takes long, it has another by now.
pub(super) async fn stands(cookie: SentWith, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let kept = kept(&cookie.series, at).await?;
    Ok(kept.is_some_and(|(_, record)| {
        record.judge(cookie.generation, at.storage.overlap, at.now) == Verdict::Last
    }))
}
