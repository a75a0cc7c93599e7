//! A session from a sealed cookie, put into the store, where it stays.

use std::rc::Rc;

use actix_web::HttpRequest;

use super::{
    endings::end_and_follow,
    open::add,
    places::{self, Newcomer},
    series, unseen,
};
use crate::{
    clock::Timestamp,
    context::client_info,
    error::LoginError,
    session::{ClientInfo, Copies, Ending, Loaded, Record, Stored, Ticket},
    settings::{Settings, Storage},
    store::{Entry, Key, StoreError, Written},
};

/// A sealed session, and where it may be.
struct Sealed<'a> {
    cookie: &'a [u8],
    record: Record,
    ticket: Ticket,
    /// Those to which copies lead that another secret has sealed.
    others: Vec<Ticket>,
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
    let mut tickets = macs.map(|key| Ticket::of_sealed(key, &id));
    let Some(ticket) = tickets.next() else {
        return Ok(());
    };
    let sealed = Sealed {
        cookie,
        record,
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
    let entry = storage.store.load(&key, now.0).await?;
    if has_ended(&sealed.record, storage, now).await? {
        if let Some(session) = entry.as_ref().and_then(Ending::of_entry) {
            // Who has put it there was cut off before he knew.
            end_and_follow(&session, settings, storage, now).await?;
        }
        return Ok(());
    }
    if let Some(entry) = entry {
        // Put there before, by a request whose answer did not arrive.
        return Ok(sealed.is_there(loaded, &entry, now)?);
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
            version: 0,
        }
    }

    /// All under which it may be.
    fn keys(&self) -> impl Iterator<Item = Key> {
        [&self.ticket]
            .into_iter()
            .chain(&self.others)
            .map(Ticket::key)
    }

    /// Somebody may keep a copy of it warm: whoever logs out with this one ends that as well, in the
    /// store or on its way there.
    fn has_timed_out(self, loaded: &mut Loaded<'a>) {
        loaded.successors.extend(self.keys());
        let timed_out = self.stored(ClientInfo::default());
        loaded.sessions.push((self.cookie, Rc::new(timed_out)));
    }

    fn is_there(
        &self,
        loaded: &mut Loaded<'a>,
        entry: &Entry,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        loaded.is_upgraded |= add(loaded, self.cookie, self.ticket.clone(), entry, now)?;
        Ok(())
    }

    /// Whether a word is there that it has ended, or goes on as another.
    async fn has_an_end(
        &self,
        loaded: &mut Loaded<'a>,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let end = end_of(&self.ticket, storage, now).await?;
        if let Some(end) = &end {
            self.note_end(loaded, end, now);
        }
        Ok(end.is_some())
    }

    fn note_end(&self, loaded: &mut Loaded<'a>, end: &Entry, now: Timestamp) {
        if Ending::is_recent(end, now) {
            loaded.overtake(None);
        }
        // Whoever ends it, or goes on, may not have come to what is there.
        loaded.successors.extend(self.keys());
        if !Ending::went_on(end) {
            // Nor to the rest.
            let login = self.record.login.as_ref();
            loaded.lost.extend(login.and_then(|login| login.credential));
        }
    }

    /// Whether a copy that another secret has sealed has led to another ticket, which counts.
    async fn is_another(
        &self,
        loaded: &mut Loaded<'a>,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        for other in &self.others {
            if let Some(end) = end_of(other, storage, now).await? {
                self.note_end(loaded, &end, now);
                return Ok(true);
            }
            if let Some(entry) = storage.store.load(&other.key(), now.0).await? {
                // Whoever has put this one there as well may not have come to its end.
                loaded.successors.push(self.ticket.key());
                loaded.is_upgraded |= add(loaded, self.cookie, other.clone(), &entry, now)?;
                return Ok(true);
            }
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
        let login = stored.record.login.as_ref();
        let credential = login.and_then(|login| login.credential);
        let newcomer = Newcomer {
            entry: &stored.to_entry(&settings.lifetimes),
            replaced: None,
            series: credential.map(|credential| credential.id),
        };
        let limit = login.map(|_| storage.limit);
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
            return self.settle(loaded, stored, settings, storage, now).await;
        }
        // A request beside this was faster.
        match storage.store.load(&self.ticket.key(), now.0).await? {
            Some(entry) => self.is_there(loaded, &entry, now)?,
            // Another went on with it a moment ago.
            None => loaded.overtake(Some(self.ticket.key())),
        }
        Ok(())
    }

    /// What was just put there stays, unless it has ended or become another in between, which nobody
    /// could do to what he could not see.
    async fn settle(
        &self,
        loaded: &mut Loaded<'a>,
        stored: Stored,
        settings: &Settings,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<(), LoginError> {
        let end = end_of(&self.ticket, storage, now).await?;
        let goes_on = end.as_ref().is_some_and(Ending::went_on);
        if has_ended(&self.record, storage, now).await? || (end.is_some() && !goes_on) {
            end_and_follow(&stored.ending(), settings, storage, now).await?;
            loaded.overtake(None);
            loaded.successors.extend(self.keys());
            return Ok(());
        }
        if goes_on {
            // Whoever has said so goes on with it, or cannot, and then it stays.
            loaded.overtake(Some(self.ticket.key()));
            return Ok(());
        }
        if self.is_another(loaded, storage, now).await? {
            end_and_follow(&stored.ending(), settings, storage, now).await?;
            return Ok(());
        }
        loaded.sessions.push((self.cookie, Rc::new(stored)));
        loaded.is_upgraded = true;
        Ok(())
    }
}

async fn end_of(
    ticket: &Ticket,
    storage: &Storage,
    now: Timestamp,
) -> Result<Option<Entry>, StoreError> {
    storage.store.load(&ticket.key().of_end(), now.0).await
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
