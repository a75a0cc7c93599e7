//! A store that connects when it is first asked, in whatever runtime that is.

use std::{fmt, future::Future, pin::Pin};

use login::store::{Entry, Key, Limit, SessionStore, StoreError, Written};
use tokio::sync::OnceCell;

type Connecting<S> = Pin<Box<dyn Future<Output = Result<S, StoreError>> + Send>>;

/// A store that connects when it is first asked.
pub(crate) struct Connected<S> {
    name: &'static str,
    connect: Box<dyn Fn() -> Connecting<S> + Send + Sync>,
    store: OnceCell<S>,
}

impl<S> Connected<S> {
    pub(crate) fn new<F>(
        name: &'static str,
        connect: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<S, StoreError>> + Send + 'static,
    {
        Self {
            name,
            connect: Box::new(move || Box::pin(connect())),
            store: OnceCell::new(),
        }
    }

    async fn store(&self) -> Result<&S, StoreError> {
        self.store.get_or_try_init(|| (self.connect)()).await
    }
}

impl<S> fmt::Debug for Connected<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl<S: SessionStore> SessionStore for Connected<S> {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        self.store().await?.create(entry, limit, now).await
    }

    async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        self.store().await?.load(key, now).await
    }

    async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        self.store().await?.update(entry, now).await
    }

    async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        self.store().await?.touch(key, seen, expires, now).await
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let store = self.store().await?;
        store.replace(old, version, new, limit, now).await
    }

    async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        self.store().await?.delete(key, now).await
    }

    async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        self.store().await?.list(owner, now).await
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Result<u64, StoreError> {
        self.store().await?.delete_of(owner, except, now).await
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Result<u64, StoreError> {
        self.store().await?.delete_expired(at_most, now).await
    }
}
