//! A session from a sealed cookie, put into the store, where it stays.

use std::rc::Rc;

use actix_web::HttpRequest;

use super::{
    announcements::beside,
    open::add,
    places::{self, Newcomer},
    series, unseen,
};
use crate::{
    clock::Timestamp,
    context::client_info,
    error::LoginError,
    session::{ClientInfo, Copies, Found, Loaded, Record, Stored, Ticket, Tombstone, UNSETTLED},
    settings::{Settings, Storage},
    store::{Entry, Key, StoreError, Written},
};

/// A sealed session, and where it may be.
struct Sealed<'a> {
    cookie: &'a [u8],
    record: Record,
    /// That of the secret which has sealed it.
    rank: usize,
    ticket: Ticket,
    /// Those to which copies lead that another secret has sealed.
    others: Vec<(usize, Ticket)>,
}

pub(super) async fn upgrade<'a>(
    loaded: &mut Loaded<'a>,
    (cookie, record): (&'a [u8], Record),
    request: &HttpRequest,
    settings: &Settings,
    storage: &Storage,
    now: Timestamp,
) -> Result<(), LoginError> {
    let Some(id) = record.id else {
        return Ok(());
    };
    let macs = settings.keys.macs_of(cookie);
    let mut tickets = macs.map(|(rank, key)| (rank, Ticket::of_sealed(key, &id)));
    let Some((rank, ticket)) = tickets.next() else {
        return Ok(());
    };
    let sealed = Sealed {
        cookie,
        record,
        rank,
        ticket,
        others: tickets.collect(),
    };
    if !sealed.record.is_alive(&settings.lifetimes, now) {
        sealed.has_timed_out(loaded);
        return Ok(());
    }
    if sealed.has_an_end(loaded, storage, now).await?
        || sealed.is_another(loaded, storage, now).await?
    {
        return Ok(());
    }
    let key = sealed.ticket.key();
    if let Some(entry) = storage.store.load(&key, now.0).await? {
        return sealed.use_what_is_there(loaded, &entry, storage, now).await;
    }
    if has_ended(&sealed.record, storage, now).await? {
        return Ok(());
    }
    sealed.put(loaded, request, settings, storage, now).await
}

impl<'a> Sealed<'a> {
    fn stored(&self, client: ClientInfo) -> Stored {
        Stored {
            ticket: self.ticket.clone(),
            record: self.record.clone(),
            client,
            copies: Copies::Sealed,
            sent_with: None,
            version: UNSETTLED,
        }
    }

    /// All under which it may be.
    fn keys(&self) -> impl Iterator<Item = Key> {
        let others = self.others.iter().map(|(_, ticket)| ticket);
        [&self.ticket].into_iter().chain(others).map(Ticket::key)
    }

    /// Somebody may keep a copy of it warm: whoever logs out with this one ends that as well, in the
    /// store or on its way there.
    fn has_timed_out(self, loaded: &mut Loaded<'a>) {
        loaded.successors.extend(self.keys());
        let timed_out = self.stored(ClientInfo::default());
        loaded.sessions.push((self.cookie, Rc::new(timed_out)));
    }

    /// Put there before, by a request whose answer did not arrive, or who is at it or was cut off.
    async fn use_what_is_there(
        &self,
        loaded: &mut Loaded<'a>,
        entry: &Entry,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<(), LoginError> {
        match Stored::of_entry(self.ticket.clone(), entry) {
            Found::Session(stored) if stored.is_unsettled() => {
                let stored = Rc::unwrap_or_clone(stored);
                self.settle(loaded, stored, storage, now).await?;
            }
            _ => loaded.is_upgraded |= add(loaded, self.cookie, self.ticket.clone(), entry, now)?,
        }
        Ok(())
    }

    /// Whether a tombstone is there: it has ended, or goes on as another.
    async fn has_an_end(
        &self,
        loaded: &mut Loaded<'a>,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let end = beside(&self.ticket.key(), storage, now).await?;
        if let Some(end) = &end {
            self.note_end(loaded, end, now);
        }
        Ok(end.is_some())
    }

    fn note_end(&self, loaded: &mut Loaded<'a>, end: &Tombstone, now: Timestamp) {
        if end.is_recent(now) {
            loaded.overtake(None);
        }
        // Whoever ends it, or goes on, may not have come to what is there.
        loaded.successors.extend(self.keys());
        if !end.went_on {
            // Nor to the rest.
            loaded.lost.extend(self.record.credential());
        }
    }

    /// Whether a copy that another secret has sealed has led to another ticket, which counts. Of two
    /// that are not settled that of the later secret does.
    async fn is_another(
        &self,
        loaded: &mut Loaded<'a>,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (store, own) = (&storage.store, self.ticket.key());
        for (rank, other) in &self.others {
            let theirs = other.key();
            if let Some(end) = beside(&theirs, storage, now).await? {
                self.note_end(loaded, &end, now);
                store.delete_version(&own, UNSETTLED, now.0).await?;
                return Ok(true);
            }
            let Some(mut entry) = store.load(&theirs, now.0).await? else {
                continue;
            };
            if entry.version == UNSETTLED {
                let gives_way = self.rank < *rank || has_ended(&self.record, storage, now).await?;
                if gives_way
                    && store.delete_version(&theirs, UNSETTLED, now.0).await? == Written::Done
                {
                    continue;
                }
                let _or_by_another = store.update(&entry, now.0).await?;
                match store.load(&theirs, now.0).await? {
                    Some(settled) => entry = settled,
                    None => continue,
                }
            }
            store.delete_version(&own, UNSETTLED, now.0).await?;
            // Whoever has put this one there as well may not have come to its end.
            loaded.successors.push(own);
            loaded.is_upgraded |= add(loaded, self.cookie, other.clone(), &entry, now)?;
            return Ok(true);
        }
        Ok(false)
    }

    async fn put(
        &self,
        loaded: &mut Loaded<'a>,
        request: &HttpRequest,
        settings: &Settings,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<(), LoginError> {
        let stored = self.stored(client_info(request, settings));
        let credential = stored.record.credential();
        let newcomer = Newcomer {
            entry: &stored.to_entry(&settings.lifetimes),
            replaced: None,
            series: credential.map(|credential| credential.id),
        };
        let limit = stored.record.login.as_ref().map(|_| storage.limit);
        let told = limit.map(|limit| places::told(limit, 0));
        let mut created = storage.store.create(newcomer.entry, told, now.0).await?;
        if created == Written::Full {
            // What has to make room may be what it has just gone on as.
            if self.has_an_end(loaded, storage, now).await? {
                return Ok(());
            }
            created = places::create(&newcomer, limit, settings, storage, now).await?;
        }
        if created == Written::Done {
            return Ok(self.settle(loaded, stored, storage, now).await?);
        }
        // A request beside this was faster.
        match storage.store.load(&self.ticket.key(), now.0).await? {
            Some(entry) => self.use_what_is_there(loaded, &entry, storage, now).await?,
            None => self.is_elsewhere(loaded),
        }
        Ok(())
    }

    /// What was just put there counts, unless it has ended or become another in between, which nobody
    /// could do to what he could not see. Until then nobody uses it: whoever finds it asks the same.
    async fn settle(
        &self,
        loaded: &mut Loaded<'a>,
        mut stored: Stored,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (store, key) = (&storage.store, self.ticket.key());
        if let Some(end) = beside(&self.ticket.key(), storage, now).await? {
            if !end.went_on {
                store.delete_version(&key, UNSETTLED, now.0).await?;
            }
            self.note_end(loaded, &end, now);
            return Ok(());
        }
        if has_ended(&self.record, storage, now).await? {
            store.delete_version(&key, UNSETTLED, now.0).await?;
            loaded.successors.extend(self.keys());
            return Ok(());
        }
        if self.is_another(loaded, storage, now).await? {
            return Ok(());
        }
        let Some(entry) = store.load(&key, now.0).await? else {
            self.is_elsewhere(loaded);
            return Ok(());
        };
        if entry.version == UNSETTLED && store.update(&entry, now.0).await? == Written::Done {
            stored.version = UNSETTLED + 1;
            loaded.sessions.push((self.cookie, Rc::new(stored)));
            loaded.is_upgraded = true;
            return Ok(());
        }
        // A request beside this has settled it, or ended it.
        match store.load(&key, now.0).await? {
            Some(entry) => {
                loaded.is_upgraded |= add(loaded, self.cookie, self.ticket.clone(), &entry, now)?;
            }
            None => self.is_elsewhere(loaded),
        }
        Ok(())
    }

    /// Another went on with it, or ended it, a moment ago.
    fn is_elsewhere(&self, loaded: &mut Loaded<'a>) {
        loaded.overtake(None);
        loaded.successors.extend(self.keys());
    }
}

/// Whether the login of a sealed session that the store does not know has ended all the same.
async fn has_ended(record: &Record, storage: &Storage, now: Timestamp) -> Result<bool, StoreError> {
    let Some(login) = &record.login else {
        return Ok(false);
    };
    if let Some(credential) = login.credential
        && series::has_ended(credential, storage, now).await?
    {
        return Ok(true);
    }
    unseen::has_ended(&login.user_id, record.created, storage, now).await
}
