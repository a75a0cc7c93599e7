//! The store of the test target, which counts, remembers, fails, waits and lies when told to.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use login::store::{Entry, Key, Limit, SessionStore, StoreError, Written};
use login_tests::TestStore;
use tokio::{
    sync::{Notify, RwLock, RwLockReadGuard},
    task::yield_now,
};

/// Clones are one store.
#[derive(Clone, Default)]
pub(crate) struct Probe(Arc<Inner>);

#[derive(Default)]
struct Inner {
    store: TestStore,
    /// The operations, in the order in which they began.
    calls: Mutex<Vec<&'static str>>,
    /// Every entry that was ever written, as bytes, and every key that was ever asked for.
    seen: Mutex<Vec<Vec<u8>>>,
    entries: Mutex<Vec<Entry>>,
    failing: Mutex<BTreeSet<&'static str>>,
    /// Which operation fails once, after so many that pass.
    failing_later: Mutex<Option<(&'static str, usize)>>,
    /// Which operation waits, the next time.
    stalling: Mutex<Option<&'static str>>,
    reached: Notify,
    released: Notify,
    lies: AtomicBool,
    disturbs: AtomicBool,
    /// Read by every operation that runs.
    running: RwLock<()>,
}

/// Where to stall what has just been replaced.
pub(crate) const REPLACED: &str = "replaced";

/// All operations that a request may cause.
pub(crate) const OPERATIONS: [&str; 9] = [
    "create",
    "load",
    "update",
    "touch",
    "replace",
    "delete",
    "delete_version",
    "list",
    "delete_of",
];

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

impl Probe {
    /// Connects, so that no request has to wait for it.
    pub(crate) async fn connect(&self) {
        self.0.store.connect().await;
    }

    /// The operations since the last time this was asked.
    pub(crate) fn take_calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut *lock(&self.0.calls))
    }

    /// All bytes that the store ever got to see.
    pub(crate) fn dump(&self) -> Vec<Vec<u8>> {
        lock(&self.0.seen).clone()
    }

    /// Every entry that was ever written, in its last form there.
    pub(crate) fn written(&self) -> Vec<Entry> {
        lock(&self.0.entries).clone()
    }

    pub(crate) fn fail(&self, operations: &[&'static str]) {
        *lock(&self.0.failing) = operations.iter().copied().collect();
    }

    /// One such operation fails, after so many that pass.
    pub(crate) fn fail_after(&self, passes: usize, operation: &'static str) {
        *lock(&self.0.failing_later) = Some((operation, passes));
    }

    /// The next such operation waits for [`release`](Self::release).
    pub(crate) fn stall(&self, operation: &'static str) {
        *lock(&self.0.stalling) = Some(operation);
    }

    /// Until an operation waits.
    pub(crate) async fn stalled(&self) {
        self.0.reached.notified().await;
    }

    pub(crate) fn release(&self) {
        self.0.released.notify_one();
    }

    /// From now on every entry that is loaded holds bytes of somebody else's.
    pub(crate) fn lie(&self, lies: bool) {
        self.0.lies.store(lies, Ordering::SeqCst);
    }

    /// The live entries of a user.
    pub(crate) async fn of(&self, owner: &str, now: u64) -> Vec<Entry> {
        self.0.store.list(owner, now).await.unwrap()
    }

    /// How many entries there are, of whomever.
    pub(crate) async fn len(&self) -> usize {
        self.0.store.len().await
    }

    /// Until none runs any more, nor any that one after the other goes on with.
    pub(crate) async fn idle(&self) {
        for _ in 0..50 {
            drop(self.0.running.write().await);
            yield_now().await;
        }
    }

    async fn enter(&self, operation: &'static str) -> Result<RwLockReadGuard<'_, ()>, StoreError> {
        lock(&self.0.calls).push(operation);
        let running = self.0.running.read().await;
        // As over a network, others come in between.
        yield_now().await;
        self.wait_if_stalled(operation).await;
        if lock(&self.0.failing).contains(operation) || self.has_come_to_fail(operation) {
            return Err(StoreError::new("the store is down"));
        }
        Ok(running)
    }

    fn has_come_to_fail(&self, operation: &'static str) -> bool {
        let mut failing = lock(&self.0.failing_later);
        match &mut *failing {
            Some((later, passes)) if *later == operation && *passes > 0 => *passes -= 1,
            Some((later, _)) if *later == operation => return failing.take().is_some(),
            _ => {}
        }
        false
    }

    async fn wait_if_stalled(&self, at: &'static str) {
        let stalls = lock(&self.0.stalling)
            .take_if(|stalling| *stalling == at)
            .is_some();
        if stalls {
            self.0.reached.notify_one();
            self.0.released.notified().await;
        }
    }

    /// From now on somebody changes each session of a user as soon as it was loaded.
    pub(crate) fn disturb(&self, disturbs: bool) {
        self.0.disturbs.store(disturbs, Ordering::SeqCst);
    }

    fn note(&self, entry: &Entry) {
        let mut bytes = entry.key.as_bytes().to_vec();
        bytes.extend_from_slice(entry.owner.as_deref().unwrap_or_default().as_bytes());
        bytes.extend_from_slice(&entry.data);
        lock(&self.0.seen).push(bytes);
        lock(&self.0.entries).push(entry.clone());
    }

    fn note_key(&self, key: &Key) {
        lock(&self.0.seen).push(key.as_bytes().to_vec());
    }

    fn tell(&self, mut entry: Entry) -> Entry {
        if self.0.lies.load(Ordering::SeqCst) {
            entry.data = vec![0xff; 40];
        }
        entry
    }
}

impl SessionStore for Probe {
    fn name(&self) -> &'static str {
        "probe"
    }

    async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let _running = self.enter("create").await?;
        self.note(entry);
        let written = self.0.store.create(entry, limit, now).await;
        yield_now().await;
        written
    }

    async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        let _running = self.enter("load").await?;
        self.note_key(key);
        let entry = self.0.store.load(key, now).await?;
        if self.0.disturbs.load(Ordering::SeqCst)
            && let Some(entry) = entry.as_ref().filter(|entry| entry.owner.is_some())
        {
            self.0.store.update(entry, now).await?;
        }
        yield_now().await;
        Ok(entry.map(|entry| self.tell(entry)))
    }

    async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        let _running = self.enter("update").await?;
        self.note(entry);
        let written = self.0.store.update(entry, now).await;
        yield_now().await;
        written
    }

    async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        let _running = self.enter("touch").await?;
        self.note_key(key);
        self.0.store.touch(key, seen, expires, now).await
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let _running = self.enter("replace").await?;
        self.note(new);
        let written = self.0.store.replace(old, version, new, limit, now).await;
        self.wait_if_stalled(REPLACED).await;
        yield_now().await;
        written
    }

    async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        let _running = self.enter("delete").await?;
        let deleted = self.0.store.delete(key, now).await;
        yield_now().await;
        deleted
    }

    async fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> Result<Written, StoreError> {
        let _running = self.enter("delete_version").await?;
        let deleted = self.0.store.delete_version(key, version, now).await;
        yield_now().await;
        deleted
    }

    async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        let _running = self.enter("list").await?;
        let entries = self.0.store.list(owner, now).await?;
        yield_now().await;
        Ok(entries.into_iter().map(|entry| self.tell(entry)).collect())
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Result<u64, StoreError> {
        let _running = self.enter("delete_of").await?;
        self.0.store.delete_of(owner, except, now).await
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Result<u64, StoreError> {
        self.0.store.delete_expired(at_most, now).await
    }
}
