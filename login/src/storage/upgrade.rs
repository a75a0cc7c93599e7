//! Puts the session of a sealed cookie into the store, where it continues.

use std::rc::Rc;

use actix_web::HttpRequest;

use super::{
    StoreAt,
    announcements::tombstone_beside,
    cutoff,
    limits::{self, Newcomer},
    open::add,
    series_endings,
    sessions::is_live,
};
use crate::{
    clock::Timestamp,
    context::client_info,
    error::LoginError,
    session::{ClientInfo, Copies, Found, Loaded, Record, Stored, Ticket, Tombstone},
    settings::Settings,
    store::{Entry, FINAL, StoreError, Written},
};

/// The session of a sealed cookie, and the ticket under which it is stored.
struct Sealed<'a> {
    cookie: &'a [u8],
    record: Record,
    ticket: Ticket,
}

/// Puts the session of a sealed cookie into the store, or uses it if it is already there.
pub(super) async fn upgrade<'a>(
    loaded: &mut Loaded<'a>,
    (cookie, record): (&'a [u8], Record),
    request: &HttpRequest,
    settings: &Settings,
    at: StoreAt<'_>,
) -> Result<(), LoginError> {
    let Some(id) = record.id else {
        return Ok(());
    };
    let sealed = Sealed {
        cookie,
        record,
        ticket: Ticket::of_sealed(&id),
    };
    if !sealed.record.is_alive(&at.storage.lifetimes, at.now) {
        sealed.has_timed_out(loaded);
        return Ok(());
    }
    if sealed.has_a_tombstone(loaded, at).await? {
        return Ok(());
    }
    // This check comes before the lookup. A request that ends all other logins first makes sure
    // that its own session is in the store, and only then records the end. If this check sees the
    // record, the lookup finds that session or its tombstone, so that it does not count as ended.
    let has_ended = has_ended(&sealed.record, at).await?;
    let there = at.load(&sealed.ticket.key()).await?;
    if let Some(entry) = there {
        return Ok(sealed.use_what_is_there(loaded, &entry, at).await?);
    }
    if has_ended {
        if !sealed.has_a_tombstone(loaded, at).await? {
            loaded.successors.push(sealed.ticket.key());
        }
        return Ok(());
    }
    sealed.put(loaded, request, settings, at).await
}

impl<'a> Sealed<'a> {
    fn stored(&self, client: ClientInfo, copies: Copies, version: u64) -> Stored {
        Stored {
            ticket: self.ticket.clone(),
            record: self.record.clone(),
            client,
            copies,
            sent_with: None,
            version,
        }
    }

    /// Notes a session that has timed out. Another client may keep a copy of it alive: a logout
    /// with this cookie ends that copy too, in the store or on its way there.
    fn has_timed_out(self, loaded: &mut Loaded<'a>) {
        loaded.successors.push(self.ticket.key());
        let timed_out = self.stored(ClientInfo::default(), Copies::Sealed, 0);
        loaded.sessions.push((self.cookie, Rc::new(timed_out)));
    }

    /// Returns whether there is a tombstone next to the key, since the session was ended or
    /// renewed. Notes it if so.
    async fn has_a_tombstone(
        &self,
        loaded: &mut Loaded<'a>,
        at: StoreAt<'_>,
    ) -> Result<bool, StoreError> {
        let key = self.ticket.key();
        let Some(tombstone) = tombstone_beside(&key, at).await? else {
            return Ok(false);
        };
        if tombstone.renewed && !tombstone.is_recent(at.now) && is_live(&key, at).await? {
            // The request that announced the renewal was interrupted before it renewed the session.
            return Ok(false);
        }
        self.note(loaded, &tombstone, at.now);
        Ok(true)
    }

    fn note(&self, loaded: &mut Loaded<'a>, tombstone: &Tombstone, now: Timestamp) {
        if tombstone.is_recent(now) {
            loaded.overtake(None);
        }
        // The request that ended or renewed the session may not have removed the entry yet.
        loaded.successors.push(self.ticket.key());
        if !tombstone.renewed {
            // Nor may it have ended the remember credential.
            loaded.lost.extend(self.record.credential());
        }
    }

    /// Uses what an earlier request has put under the key. The response of that request was lost,
    /// or it is still running, or it was interrupted.
    async fn use_what_is_there(
        &self,
        loaded: &mut Loaded<'a>,
        entry: &Entry,
        at: StoreAt<'_>,
    ) -> Result<(), StoreError> {
        match Stored::of_entry(self.ticket.clone(), entry) {
            Found::Session(stored) if stored.is_unsettled() => {
                let stored = Rc::unwrap_or_clone(stored);
                self.settle(loaded, stored, at).await
            }
            _ => self.add(loaded, entry, at.now),
        }
    }

    fn add(
        &self,
        loaded: &mut Loaded<'a>,
        entry: &Entry,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        loaded.is_upgraded |= add(loaded, self.cookie, self.ticket.clone(), entry, now)?;
        Ok(())
    }

    async fn put(
        &self,
        loaded: &mut Loaded<'a>,
        request: &HttpRequest,
        settings: &Settings,
        at: StoreAt<'_>,
    ) -> Result<(), LoginError> {
        // The version is random, so that it shows whether the session was removed and put there
        // again.
        let version = u64::from_be_bytes(settings.randomness.bytes()?) % (FINAL / 2);
        let client = client_info(request, settings);
        let stored = self.stored(client, Copies::Unsettled, version);
        let newcomer = Newcomer {
            entry: &stored.to_entry(&at.storage.lifetimes),
            replaced: None,
            series: stored.record.credential().map(|credential| credential.id),
        };
        let limit = stored.record.login.as_ref().map(|_| at.storage.limit);
        let limit_now = limit.map(|limit| limits::limit_for_try(limit, 0));
        let mut created = at.create(newcomer.entry, limit_now).await?;
        if created == Written::Full {
            // The login that would have to make room may be the successor of this session.
            if self.has_a_tombstone(loaded, at).await? {
                return Ok(());
            }
            created = limits::create(&newcomer, limit, at).await?;
        }
        if created == Written::Done {
            return Ok(self.settle(loaded, stored, at).await?);
        }
        // A concurrent request was faster.
        match at.load(&self.ticket.key()).await? {
            Some(entry) => {
                self.use_what_is_there(loaded, &entry, at).await?;
            }
            None => self.is_elsewhere(loaded),
        }
        Ok(())
    }

    /// Releases a session for use after it was put into the store, unless it has ended or was
    /// renewed before: a request that did so could not see it in the store. Until then no request
    /// uses the session, and every request that finds it makes these checks itself.
    async fn settle(
        &self,
        loaded: &mut Loaded<'a>,
        mut stored: Stored,
        at: StoreAt<'_>,
    ) -> Result<(), StoreError> {
        let (key, version) = (self.ticket.key(), stored.version);
        if self.has_a_tombstone(loaded, at).await? {
            at.delete_version(&key, version).await?;
            return Ok(());
        }
        if has_ended(&self.record, at).await? {
            if at.delete_version(&key, version).await? == Written::Done {
                loaded.successors.push(key);
                return Ok(());
            }
        } else {
            stored.copies = Copies::Sealed;
            let settled = stored.to_entry(&at.storage.lifetimes);
            if at.update(&settled).await? == Written::Done {
                stored.version += 1;
                loaded.sessions.push((self.cookie, Rc::new(stored)));
                loaded.is_upgraded = true;
                return Ok(());
            }
        }
        // A concurrent request has settled or ended the session.
        match at.load(&key).await? {
            Some(entry) => self.add(loaded, &entry, at.now)?,
            None => self.is_elsewhere(loaded),
        }
        Ok(())
    }

    /// Notes that another request has renewed or ended the session a moment ago.
    fn is_elsewhere(&self, loaded: &mut Loaded<'a>) {
        loaded.overtake(None);
        loaded.successors.push(self.ticket.key());
    }
}

/// Returns whether the login of a sealed session has ended, although the store does not know the
/// session.
async fn has_ended(record: &Record, at: StoreAt<'_>) -> Result<bool, StoreError> {
    let Some(login) = &record.login else {
        return Ok(false);
    };
    if let Some(credential) = login.credential
        && series_endings::has_ended(credential, at).await?
    {
        return Ok(true);
    }
    cutoff::has_ended(&login.user_id, record.created, at).await
}
