//! A store in the memory of this process.

mod leaving;

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use self::leaving::Leaving;
use super::{Entry, Key, Limit, SessionStore, StoreError, WhenFull, Written};

/// Keeps entries in the memory of this process. It needs no installation, but loses its entries on a
/// restart. Meant for applications with one process, for development and for tests.
///
/// Its size is bounded. When it is full, expired entries are removed first, then the sessions of
/// [visitors](super::Kind::Visitor), and only then logins. Within each group, the entry that expires first is
/// removed first. Requests without a cookie, for which the application stores a message or a shopping
/// basket, therefore displace only each other and not logins. The default capacity is 100,000 entries,
/// about 80 MB if sessions are small.
///
/// # Examples
///
/// ```
/// use login::store::MemoryStore;
///
/// let store = MemoryStore::with_capacity(10_000);
/// ```
pub struct MemoryStore {
    capacity: usize,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    by_key: HashMap<Key, (u64, Entry)>,
    leaving: Leaving,
    /// The keys of each owner, in the order in which the entries were created.
    by_owner: HashMap<String, BTreeMap<(u64, u64), Key>>,
    added: u64,
}

impl MemoryStore {
    /// Creates a store for 100,000 entries.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(100_000)
    }

    /// Creates a store for at most this number of entries, but at least for one.
    #[must_use]
    pub fn with_capacity(entries: usize) -> Self {
        Self {
            capacity: entries.max(1),
            entries: Mutex::default(),
        }
    }

    /// Returns the number of entries, including expired ones that have not been removed yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().by_key.len()
    }

    /// Returns whether the store holds no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

impl Entries {
    fn live(&self, key: &Key, now: u64) -> Option<&Entry> {
        let (_, entry) = self.by_key.get(key)?;
        entry.is_live(now).then_some(entry)
    }

    /// Returns why a write that expects this version must not happen. Returns `None` if it may.
    fn obstacle(&self, key: &Key, version: u64, now: u64) -> Option<Written> {
        match self.live(key, now) {
            None => Some(Written::Gone),
            Some(entry) if entry.version != version => Some(Written::Conflict),
            Some(_) => None,
        }
    }

    fn add(&mut self, entry: Entry) {
        self.added += 1;
        if let Some(owner) = &entry.owner {
            let of_owner = self.by_owner.entry(owner.clone()).or_default();
            of_owner.insert((entry.created, self.added), entry.key);
        }
        self.leaving.insert(&entry);
        self.by_key.insert(entry.key, (self.added, entry));
    }

    fn remove(&mut self, key: &Key) -> Option<Entry> {
        let (added, entry) = self.by_key.remove(key)?;
        self.leaving.remove(&entry);
        if let Some(owner) = &entry.owner
            && let Some(of_owner) = self.by_owner.get_mut(owner)
        {
            of_owner.remove(&(entry.created, added));
            if of_owner.is_empty() {
                self.by_owner.remove(owner);
            }
        }
        Some(entry)
    }

    /// Changes an entry in place. `change` must not alter its owner or `created`, which are indexed.
    fn change(&mut self, key: &Key, change: impl FnOnce(&mut Entry)) {
        if let Some((_, entry)) = self.by_key.get_mut(key) {
            self.leaving.remove(entry);
            change(entry);
            self.leaving.insert(entry);
        }
    }

    fn of_owner(&self, owner: &str, now: u64) -> Vec<Entry> {
        let keys = self.by_owner.get(owner);
        let keys = keys.into_iter().flat_map(BTreeMap::values);
        keys.filter_map(|key| self.live(key, now))
            .cloned()
            .collect()
    }

    /// Adds an entry, instead of `replaced` if that is given, provided that its key is free and the limit
    /// of its owner allows it. All checks come before the first change.
    fn write(
        &mut self,
        entry: &Entry,
        replaced: Option<&Key>,
        limit: Option<Limit>,
        capacity: usize,
        now: u64,
    ) -> Written {
        if self.live(&entry.key, now).is_some() {
            return Written::Conflict;
        }
        let mut leaving: Vec<Key> = replaced.into_iter().copied().collect();
        if let (Some(limit), Some(owner)) = (limit, &entry.owner) {
            let mut same = self.of_owner(owner, now);
            same.retain(|other| other.kind == entry.kind && Some(&other.key) != replaced);
            let most = usize::try_from(limit.most.max(1)).unwrap_or(usize::MAX);
            let surplus = (same.len() + 1).saturating_sub(most);
            if surplus > 0 && limit.when_full == WhenFull::Refuse {
                return Written::Full;
            }
            leaving.extend(same.iter().take(surplus).map(|oldest| oldest.key));
        }
        // An expired entry may still be stored under the new key.
        leaving.push(entry.key);
        for key in &leaving {
            self.remove(key);
        }
        self.make_room(capacity, now);
        self.add(entry.clone());
        Written::Done
    }

    /// Removes entries until there is room for one more.
    fn make_room(&mut self, capacity: usize, now: u64) {
        while self.by_key.len() >= capacity {
            let Some(key) = self.leaving.first(now) else {
                return;
            };
            self.remove(&key);
        }
    }
}

impl SessionStore for MemoryStore {
    fn name(&self) -> &'static str {
        "memory"
    }

    async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let mut entries = self.lock();
        Ok(entries.write(entry, None, limit, self.capacity, now))
    }

    async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        Ok(self.lock().live(key, now).cloned())
    }

    async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        let mut entries = self.lock();
        if let Some(obstacle) = entries.obstacle(&entry.key, entry.version, now) {
            return Ok(obstacle);
        }
        entries.change(&entry.key, |kept| {
            kept.data.clone_from(&entry.data);
            kept.seen = entry.seen;
            kept.expires = entry.expires;
            kept.version += 1;
        });
        Ok(Written::Done)
    }

    async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        let mut entries = self.lock();
        let is_live = entries.live(key, now).is_some();
        if is_live {
            entries.change(key, |kept| {
                kept.seen = kept.seen.max(seen);
                kept.expires = kept.expires.max(expires);
            });
        }
        Ok(is_live)
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let mut entries = self.lock();
        if let Some(obstacle) = entries.obstacle(old, version, now) {
            return Ok(obstacle);
        }
        Ok(entries.write(new, Some(old), limit, self.capacity, now))
    }

    async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        let removed = self.lock().remove(key);
        Ok(removed.is_some_and(|entry| entry.is_live(now)))
    }

    async fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> Result<Written, StoreError> {
        let mut entries = self.lock();
        if let Some(obstacle) = entries.obstacle(key, version, now) {
            return Ok(obstacle);
        }
        entries.remove(key);
        Ok(Written::Done)
    }

    async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        Ok(self.lock().of_owner(owner, now))
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Result<u64, StoreError> {
        let mut entries = self.lock();
        let keys = entries.by_owner.get(owner).into_iter().flatten();
        let keys: Vec<Key> = keys.map(|(_, key)| *key).collect();
        let mut removed = 0;
        for key in keys.iter().filter(|key| !except.contains(key)) {
            let entry = entries.remove(key);
            removed += u64::from(entry.is_some_and(|entry| entry.is_live(now)));
        }
        Ok(removed)
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Result<u64, StoreError> {
        let mut entries = self.lock();
        let most = usize::try_from(at_most).unwrap_or(usize::MAX);
        let keys: Vec<Key> = entries.leaving.expired(now).take(most).copied().collect();
        for key in &keys {
            entries.remove(key);
        }
        Ok(keys.len() as u64)
    }
}
