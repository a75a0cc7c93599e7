//! A type-erased store with a timeout.

use std::{any::Any, fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use tracing::Instrument;

use super::{Entry, Key, Limit, MemoryStore, SessionStore, StoreError, Written};
#[cfg(feature = "metrics")]
use crate::measure;

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

trait Erased: Send + Sync {
    fn name(&self) -> &'static str;
    fn create<'a>(
        &'a self,
        entry: &'a Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<'a, Written>;
    fn load<'a>(&'a self, key: &'a Key, now: u64) -> Answer<'a, Option<Entry>>;
    fn update<'a>(&'a self, entry: &'a Entry, now: u64) -> Answer<'a, Written>;
    fn touch<'a>(&'a self, key: &'a Key, seen: u64, expires: u64, now: u64) -> Answer<'a, bool>;
    fn replace<'a>(
        &'a self,
        old: &'a Key,
        version: u64,
        new: &'a Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<'a, Written>;
    fn delete<'a>(&'a self, key: &'a Key, now: u64) -> Answer<'a, bool>;
    fn delete_version<'a>(&'a self, key: &'a Key, version: u64, now: u64) -> Answer<'a, Written>;
    fn list<'a>(&'a self, owner: &'a str, now: u64) -> Answer<'a, Vec<Entry>>;
    fn delete_of<'a>(&'a self, owner: &'a str, except: &'a [Key], now: u64) -> Answer<'a, u64>;
}

impl<S: SessionStore> Erased for S {
    fn name(&self) -> &'static str {
        SessionStore::name(self)
    }

    fn create<'a>(
        &'a self,
        entry: &'a Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<'a, Written> {
        Box::pin(SessionStore::create(self, entry, limit, now))
    }

    fn load<'a>(&'a self, key: &'a Key, now: u64) -> Answer<'a, Option<Entry>> {
        Box::pin(SessionStore::load(self, key, now))
    }

    fn update<'a>(&'a self, entry: &'a Entry, now: u64) -> Answer<'a, Written> {
        Box::pin(SessionStore::update(self, entry, now))
    }

    fn touch<'a>(&'a self, key: &'a Key, seen: u64, expires: u64, now: u64) -> Answer<'a, bool> {
        Box::pin(SessionStore::touch(self, key, seen, expires, now))
    }

    fn replace<'a>(
        &'a self,
        old: &'a Key,
        version: u64,
        new: &'a Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<'a, Written> {
        Box::pin(SessionStore::replace(self, old, version, new, limit, now))
    }

    fn delete<'a>(&'a self, key: &'a Key, now: u64) -> Answer<'a, bool> {
        Box::pin(SessionStore::delete(self, key, now))
    }

    fn delete_version<'a>(&'a self, key: &'a Key, version: u64, now: u64) -> Answer<'a, Written> {
        Box::pin(SessionStore::delete_version(self, key, version, now))
    }

    fn list<'a>(&'a self, owner: &'a str, now: u64) -> Answer<'a, Vec<Entry>> {
        Box::pin(SessionStore::list(self, owner, now))
    }

    fn delete_of<'a>(&'a self, owner: &'a str, except: &'a [Key], now: u64) -> Answer<'a, u64> {
        Box::pin(SessionStore::delete_of(self, owner, except, now))
    }
}

/// A store of any type. No operation takes longer than the timeout. Errors are logged with the name of
/// the store.
#[derive(Clone)]
pub(crate) struct DynStore {
    store: Arc<dyn Erased>,
    timeout: Duration,
    is_alone: bool,
}

impl DynStore {
    pub(crate) fn new(store: impl SessionStore) -> Self {
        Self {
            is_alone: (&store as &dyn Any).is::<MemoryStore>(),
            store: Arc::new(store),
            timeout: Duration::MAX,
        }
    }

    /// Returns whether no other manager can use this store: a `MemoryStore` that is not shared by an `Arc`.
    pub(crate) fn is_alone(&self) -> bool {
        self.is_alone
    }

    pub(crate) fn patient_for(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    pub(crate) async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        self.ask("create", self.store.create(entry, limit, now))
            .await
    }

    pub(crate) async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        self.ask("load", self.store.load(key, now)).await
    }

    pub(crate) async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        self.ask("update", self.store.update(entry, now)).await
    }

    pub(crate) async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        self.ask("touch", self.store.touch(key, seen, expires, now))
            .await
    }

    pub(crate) async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let replaced = self.store.replace(old, version, new, limit, now);
        self.ask("replace", replaced).await
    }

    pub(crate) async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        self.ask("delete", self.store.delete(key, now)).await
    }

    pub(crate) async fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> Result<Written, StoreError> {
        let deleted = self.store.delete_version(key, version, now);
        self.ask("delete_version", deleted).await
    }

    pub(crate) async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        self.ask("list", self.store.list(owner, now)).await
    }

    pub(crate) async fn delete_of(
        &self,
        owner: &str,
        except: &[Key],
        now: u64,
    ) -> Result<u64, StoreError> {
        self.ask("delete_of", self.store.delete_of(owner, except, now))
            .await
    }

    async fn ask<T>(
        &self,
        operation: &'static str,
        answer: Answer<'_, T>,
    ) -> Result<T, StoreError> {
        #[cfg(feature = "metrics")]
        let begun = std::time::Instant::now();
        let span = tracing::debug_span!("login_store", store = self.store.name(), operation);
        let answer = tokio::time::timeout(self.timeout, answer);
        // Entering a span without a subscriber costs as much as an operation in memory.
        let answer = if span.is_disabled() {
            answer.await
        } else {
            answer.instrument(span).await
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(_) => Err(StoreError::new(format!(
                "no answer within {:?}, the `session_store_timeout`",
                self.timeout
            ))),
        };
        #[cfg(feature = "metrics")]
        measure::store(
            self.store.name(),
            operation,
            answer.is_ok(),
            begun.elapsed(),
        );
        answer.inspect_err(|error| {
            let store = self.store.name();
            tracing::error!(store, operation, %error, "the session store failed");
        })
    }
}

impl fmt::Debug for DynStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DynStore").field(&self.store.name()).finish()
    }
}
