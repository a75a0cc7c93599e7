//! A store under test, with checks of its results.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use super::sample;
use crate::store::{Entry, Key, Kind, Limit, SessionStore, StoreError, Written};

/// A store under test, used at a fixed time.
pub struct Probe<S> {
    store: Arc<S>,
    now: u64,
    /// The keys of all entries that were created, to be removed at the end.
    made: Arc<Mutex<Vec<Key>>>,
}

impl<S> Clone for Probe<S> {
    fn clone(&self) -> Self {
        self.at(self.now)
    }
}

impl<S> fmt::Debug for Probe<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut probe = f.debug_struct("Probe");
        probe.field("now", &self.now).finish_non_exhaustive()
    }
}

impl<S> Probe<S> {
    /// Wraps a store, at the current time.
    pub(super) fn new(store: S) -> Self {
        let now = SystemTime::UNIX_EPOCH.elapsed();
        let now = now.unwrap_or_else(|error| panic!("the clock stands before 1970: {error}"));
        Self {
            store: Arc::new(store),
            now: now.as_secs(),
            made: Arc::default(),
        }
    }

    /// Returns the same store at another time.
    pub(super) fn at(&self, now: u64) -> Self {
        Self {
            store: Arc::clone(&self.store),
            now,
            made: Arc::clone(&self.made),
        }
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// Returns a new session, without storing it.
    pub(super) fn session(&self, owner: &str) -> Entry {
        sample::entry(Kind::Session, Some(owner), self.now)
    }

    /// Returns a new session of a visitor, without storing it.
    pub(super) fn visitor(&self) -> Entry {
        sample::entry(Kind::Visitor, None, self.now)
    }

    /// Returns a new remembered login, without storing it.
    pub(super) fn remembered(&self, owner: &str) -> Entry {
        sample::entry(Kind::Remembered, Some(owner), self.now)
    }

    fn note(&self, key: Key) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.push(key);
    }
}

impl<S: SessionStore> Probe<S> {
    pub(super) async fn create(&self, entry: &Entry, limit: Option<Limit>) -> Written {
        self.note(entry.key);
        answer("create", self.store.create(entry, limit, self.now).await)
    }

    /// Creates an entry, and asserts that this succeeds.
    pub(super) async fn add(&self, entry: &Entry) {
        self.add_within(entry, None).await;
    }

    pub(super) async fn add_within(&self, entry: &Entry, limit: impl Into<Option<Limit>>) {
        let written = self.create(entry, limit.into()).await;
        holds(
            "`create` makes an entry under a free key, if its owner may have one more",
            written,
            Written::Done,
        );
    }

    pub(super) async fn load(&self, key: &Key) -> Option<Entry> {
        let loaded = answer("load", self.store.load(key, self.now).await);
        if let Some(entry) = &loaded {
            holds(
                "`load` answers the entry under the key",
                entry.key.as_bytes(),
                key.as_bytes(),
            );
        }
        loaded
    }

    pub(super) async fn update(&self, entry: &Entry) -> Written {
        answer("update", self.store.update(entry, self.now).await)
    }

    pub(super) async fn touch(&self, key: &Key, seen: u64, expires: u64) -> bool {
        let touched = self.store.touch(key, seen, expires, self.now).await;
        answer("touch", touched)
    }

    pub(super) async fn replace(
        &self,
        old: &Entry,
        new: &Entry,
        limit: impl Into<Option<Limit>>,
    ) -> Written {
        self.note(new.key);
        let (key, version, limit) = (&old.key, old.version, limit.into());
        let replaced = self.store.replace(key, version, new, limit, self.now).await;
        answer("replace", replaced)
    }

    pub(super) async fn delete(&self, key: &Key) -> bool {
        answer("delete", self.store.delete(key, self.now).await)
    }

    pub(super) async fn delete_version(&self, key: &Key, version: u64) -> Written {
        let deleted = self.store.delete_version(key, version, self.now).await;
        answer("delete_version", deleted)
    }

    pub(super) async fn list(&self, owner: &str) -> Vec<Entry> {
        answer("list", self.store.list(owner, self.now).await)
    }

    pub(super) async fn delete_of(&self, owner: &str, except: &[Key]) -> u64 {
        let removed = self.store.delete_of(owner, except, self.now).await;
        answer("delete_of", removed)
    }

    pub(super) async fn delete_expired(&self, at_most: u32) -> u64 {
        let removed = self.store.delete_expired(at_most, self.now).await;
        answer("delete_expired", removed)
    }

    /// Asserts that the stored entry is equal to `entry`.
    pub(super) async fn has(&self, promise: &str, entry: &Entry) {
        let kept = self.load(&entry.key).await;
        assert!(
            kept.as_ref() == Some(entry),
            "broken: {promise}\n  promised: {}\n  answered: {}",
            shown(entry),
            kept.as_ref().map_or("nothing".to_owned(), shown),
        );
    }

    /// Asserts that there is no entry under the key.
    pub(super) async fn has_not(&self, promise: &str, key: &Key) {
        if let Some(entry) = self.load(key).await {
            panic!(
                "broken: {promise}\n  promised: nothing\n  answered: {}",
                shown(&entry)
            );
        }
    }

    /// Asserts that the owner has exactly these entries, in this order.
    pub(super) async fn lists<'a>(
        &self,
        promise: &str,
        owner: &str,
        entries: impl IntoIterator<Item = &'a Entry>,
    ) {
        let promised: Vec<&Entry> = entries.into_iter().collect();
        let listed = self.list(owner).await;
        assert!(
            listed.iter().eq(promised.iter().copied()),
            "broken: {promise}\n  promised: {}\n  listed: {}",
            all_shown(promised),
            all_shown(&listed),
        );
    }

    /// Removes all entries that were created.
    pub(super) async fn tidy(&self) {
        let made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        for key in made {
            self.delete(&key).await;
        }
    }
}

/// Returns the result of an operation, and panics on an error.
fn answer<T>(operation: &str, answer: Result<T, StoreError>) -> T {
    answer.unwrap_or_else(|error| panic!("`{operation}` failed: {error}"))
}

/// Asserts that a result is the promised one.
#[track_caller]
#[allow(clippy::needless_pass_by_value)] // The result is not needed afterwards.
pub(super) fn holds<T: PartialEq + fmt::Debug>(promise: &str, answered: T, promised: T) {
    assert!(
        answered == promised,
        "broken: {promise}\n  promised: {promised:?}\n  answered: {answered:?}"
    );
}

/// Formats an entry with the fields that its `Debug` hides from logs.
fn shown(entry: &Entry) -> String {
    let start = |bytes: &[u8]| {
        let start = bytes.iter().take(6);
        let start: Vec<String> = start.map(|byte| format!("{byte:02x}")).collect();
        start.concat()
    };
    let Entry {
        kind,
        owner,
        version,
        created,
        seen,
        expires,
        ..
    } = entry;
    let (key, data) = (start(entry.key.as_bytes()), start(&entry.data));
    let length = entry.data.len();
    format!(
        "{kind:?} {key}… of {owner:?}, version {version}, created {created}, seen {seen}, \
         expires {expires}, data {data}… of {length} bytes"
    )
}

fn all_shown<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let entries = entries.into_iter();
    let lines: Vec<String> = entries.map(|e| format!("\n    {}", shown(e))).collect();
    if lines.is_empty() {
        "nothing".to_owned()
    } else {
        lines.concat()
    }
}
