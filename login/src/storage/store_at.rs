//! A store together with the time of the request.

use crate::{
    clock::Timestamp,
    settings::Storage,
    store::{Entry, Key, Limit, StoreError, Written},
};

/// What all store operations of a request share.
#[derive(Clone, Copy)]
pub(crate) struct StoreAt<'a> {
    pub(crate) storage: &'a Storage,
    pub(crate) now: Timestamp,
}

impl Storage {
    pub(crate) fn at(&self, now: Timestamp) -> StoreAt<'_> {
        StoreAt { storage: self, now }
    }
}

impl StoreAt<'_> {
    pub(super) async fn load(self, key: &Key) -> Result<Option<Entry>, StoreError> {
        self.storage.store.load(key, self.now.0).await
    }

    pub(super) async fn create(
        self,
        entry: &Entry,
        limit: Option<Limit>,
    ) -> Result<Written, StoreError> {
        self.storage.store.create(entry, limit, self.now.0).await
    }

    pub(super) async fn update(self, entry: &Entry) -> Result<Written, StoreError> {
        self.storage.store.update(entry, self.now.0).await
    }

    pub(super) async fn touch(
        self,
        key: &Key,
        seen: u64,
        expires: u64,
    ) -> Result<bool, StoreError> {
        let touched = self.storage.store.touch(key, seen, expires, self.now.0);
        touched.await
    }

    pub(super) async fn replace(
        self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
    ) -> Result<Written, StoreError> {
        let store = &self.storage.store;
        store.replace(old, version, new, limit, self.now.0).await
    }

    pub(super) async fn delete(self, key: &Key) -> Result<bool, StoreError> {
        self.storage.store.delete(key, self.now.0).await
    }

    pub(super) async fn delete_version(
        self,
        key: &Key,
        version: u64,
    ) -> Result<Written, StoreError> {
        let store = &self.storage.store;
        store.delete_version(key, version, self.now.0).await
    }

    pub(crate) async fn list(self, owner: &str) -> Result<Vec<Entry>, StoreError> {
        self.storage.store.list(owner, self.now.0).await
    }

    pub(crate) async fn delete_of(self, owner: &str, except: &[Key]) -> Result<u64, StoreError> {
        self.storage
            .store
            .delete_of(owner, except, self.now.0)
            .await
    }
}
