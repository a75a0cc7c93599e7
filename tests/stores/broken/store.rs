//! A store that does one thing wrong.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use login::store::{Entry, Key, Limit, MemoryStore, SessionStore, StoreError, Written};

use super::{Fault, racy::Window};

pub(crate) type Answer<T> = Result<T, StoreError>;

/// A store in memory with a fault.
pub(crate) struct Broken {
    pub(crate) fault: Fault,
    pub(crate) store: MemoryStore,
    /// Where one operation waits for another to get in between.
    pub(crate) window: Window,
    /// All keys that were ever made, in this order.
    pub(crate) made: Mutex<Vec<Key>>,
    pub(crate) deleted: Mutex<Vec<Key>>,
    pub(crate) lists: Mutex<HashMap<String, Vec<Entry>>>,
    pub(crate) swept: AtomicUsize,
    /// How many replace something just now.
    pub(crate) replacing: AtomicUsize,
}

impl Broken {
    pub(crate) fn new(fault: Fault) -> Self {
        Self {
            fault,
            store: MemoryStore::new(),
            window: Window::default(),
            made: Mutex::default(),
            deleted: Mutex::default(),
            lists: Mutex::default(),
            swept: AtomicUsize::new(0),
            replacing: AtomicUsize::new(0),
        }
    }

    /// Writes an entry, whatever was there.
    pub(crate) async fn put(&self, entry: &Entry) -> Answer<Written> {
        self.store.delete(&entry.key, 0).await?;
        self.store.create(entry, None, 0).await
    }

    /// What takes another time for now.
    fn wrong_time(&self, now: u64) -> u64 {
        match self.fault {
            Fault::ExpiresLate => now - 1,
            Fault::ExpiresSoon => now + 1,
            _ => now,
        }
    }

    async fn update_wrongly(&self, entry: &Entry, now: u64) -> Answer<Written> {
        let kept = self.store.load(&entry.key, now).await?;
        let version = kept.as_ref().map_or(0, |kept| kept.version);
        let mut entry = entry.clone();
        match self.fault {
            Fault::IgnoresVersion => entry.version = version,
            Fault::OnlyProlongs => {
                entry.expires = kept.map_or(0, |kept| kept.expires).max(entry.expires);
            }
            _ => {}
        }
        let written = self.store.update(&entry, now).await?;
        entry.version += 1;
        match (self.fault, written) {
            (Fault::Recreates, Written::Gone) => return self.put(&entry).await,
            (Fault::UpdatesExpired, Written::Gone) => return self.store.update(&entry, 0).await,
            (Fault::LeavesVersion, Written::Done) => entry.version -= 1,
            (Fault::CountsToAByte, Written::Done) => entry.version %= 256,
            (Fault::WritesAll, Written::Done) => {}
            _ => return Ok(written),
        }
        self.put(&entry).await
    }

    async fn touch_wrongly(&self, key: &Key, seen: u64, expires: u64, now: u64) -> Answer<bool> {
        let Some(mut kept) = self.store.load(key, now).await? else {
            let now = if self.fault == Fault::TouchesExpired {
                0
            } else {
                now
            };
            return self.store.touch(key, seen, expires, now).await;
        };
        match self.fault {
            Fault::ForgetsTouches => return Ok(true),
            Fault::TouchesNewAlone if kept.version > 0 => return Ok(false),
            Fault::TouchesBack => (kept.seen, kept.expires) = (seen, expires),
            Fault::CountsTouches => kept.version += 1,
            _ => return self.store.touch(key, seen, expires, now).await,
        }
        self.put(&kept).await?;
        Ok(true)
    }

    async fn list_wrongly(&self, owner: &str, now: u64) -> Answer<Vec<Entry>> {
        let now = if self.fault == Fault::ListsExpired {
            0
        } else {
            now
        };
        let mut entries = self.store.list(owner, now).await?;
        match self.fault {
            Fault::ListsByKey => entries.sort_by_key(|entry| entry.key),
            Fault::ListsTheNewestFirst => entries.reverse(),
            Fault::ListsByUse => entries.sort_by_key(|entry| entry.seen),
            Fault::ListsWithoutData => entries.iter_mut().for_each(|entry| entry.data.clear()),
            Fault::ListsSessionsAlone => {
                entries.retain(|entry| entry.kind == login::store::Kind::Session);
            }
            Fault::ListsEverybodys => {
                entries.clear();
                let made = self.made.lock().unwrap().clone();
                for key in made {
                    entries.extend(self.store.load(&key, now).await?);
                }
            }
            Fault::ListsAsBefore => {
                let mut lists = self.lists.lock().unwrap();
                return Ok(lists.entry(owner.to_owned()).or_insert(entries).clone());
            }
            _ => {}
        }
        Ok(entries)
    }
}

impl SessionStore for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    async fn create(&self, entry: &Entry, limit: Option<Limit>, now: u64) -> Answer<Written> {
        let entry = self.kept(entry);
        self.made.lock().unwrap().push(entry.key);
        let written = match self.racy_create(&entry, limit, now).await {
            Some(written) => written,
            None => self.create_wrongly(&entry, limit, now).await,
        };
        self.window.pass();
        written
    }

    async fn load(&self, key: &Key, now: u64) -> Answer<Option<Entry>> {
        let now = self.wrong_time(now);
        match self.fault {
            Fault::Fails => return Err(StoreError::new("no answer")),
            Fault::LoadsExpired => return self.store.load(key, 0).await,
            _ => {}
        }
        let loaded = self.store.load(&self.kept_key(key), now).await?;
        let mut loaded = loaded.map(|entry| Entry { key: *key, ..entry });
        if self.fault == Fault::InventsEntries && loaded.is_none() {
            loaded = Some(Entry {
                key: *key,
                kind: login::store::Kind::Session,
                owner: None,
                version: 0,
                created: now,
                seen: now,
                expires: now + 60,
                data: Vec::new(),
            });
        }
        Ok(loaded)
    }

    async fn update(&self, entry: &Entry, now: u64) -> Answer<Written> {
        let entry = self.kept(entry);
        let written = match self.racy_update(&entry, now).await {
            Some(written) => written,
            None => self.update_wrongly(&entry, now).await,
        };
        self.window.pass();
        written
    }

    async fn touch(&self, key: &Key, seen: u64, expires: u64, now: u64) -> Answer<bool> {
        let touched = match self.racy_touch(key, seen, expires, now).await {
            Some(touched) => touched,
            None => self.touch_wrongly(key, seen, expires, now).await,
        };
        self.window.pass();
        touched
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<Written> {
        let new = self.kept(new);
        self.made.lock().unwrap().push(new.key);
        let written = match self.racy_replace(old, version, &new, limit, now).await {
            Some(written) => written,
            None => self.replace_wrongly(old, version, &new, limit, now).await,
        };
        self.window.pass();
        written
    }

    async fn delete(&self, key: &Key, now: u64) -> Answer<bool> {
        self.deleted.lock().unwrap().push(*key);
        let deleted = match self.fault {
            Fault::DeletesNothing => Ok(self.load(key, now).await?.is_some()),
            Fault::DeletesAgain => self.store.delete(key, now).await.map(|_| true),
            Fault::RacyDelete => {
                let was_there = self.store.load(key, now).await?.is_some();
                self.window.wait();
                self.store.delete(key, now).await?;
                Ok(was_there)
            }
            _ => self.store.delete(&self.kept_key(key), now).await,
        };
        self.window.pass();
        deleted
    }

    async fn delete_version(&self, key: &Key, version: u64, now: u64) -> Answer<Written> {
        self.deleted.lock().unwrap().push(*key);
        let kept = self.store.load(key, now).await?;
        let deleted = match (self.fault, kept) {
            (Fault::DeletesAnyVersion, Some(kept)) => {
                self.store.delete_version(key, kept.version, now).await
            }
            (Fault::DeletesAgain, None) => Ok(Written::Done),
            (Fault::RacyDelete, Some(kept)) if kept.version == version => {
                self.window.wait();
                self.store.delete(key, now).await?;
                Ok(Written::Done)
            }
            _ => {
                let key = &self.kept_key(key);
                self.store.delete_version(key, version, now).await
            }
        };
        self.window.pass();
        deleted
    }

    async fn list(&self, owner: &str, now: u64) -> Answer<Vec<Entry>> {
        let now = self.wrong_time(now);
        let owner = self.kept_owner(Some(owner)).unwrap_or_default();
        self.list_wrongly(&owner, now).await
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Answer<u64> {
        let owner = self.kept_owner(Some(owner)).unwrap_or_default();
        let ended = self.end_wrongly(&owner, except, now).await;
        self.window.pass();
        ended
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Answer<u64> {
        let swept = match self.fault {
            Fault::SweepsAll => self.store.delete_expired(u32::MAX, now).await?,
            Fault::SweepsTooSoon => self.store.delete_expired(at_most, now + 1).await?,
            Fault::OnlyCountsSwept => u64::from(self.swept.fetch_add(1, Ordering::Relaxed) == 0),
            Fault::SweepsForever => 1,
            Fault::RacySweep => self.racy_sweep(now).await?,
            _ => self.store.delete_expired(at_most, now).await?,
        };
        self.window.pass();
        Ok(if self.fault == Fault::SweepsAll {
            swept.min(u64::from(at_most))
        } else {
            swept
        })
    }
}
