//! Implements [`SessionStore`] for `Arc`, so that several managers can share one store.

use std::sync::Arc;

use super::{Entry, Key, Limit, SessionStore, StoreError, Written};

impl<S: SessionStore> SessionStore for Arc<S> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        (**self).create(entry, limit, now).await
    }

    async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        (**self).load(key, now).await
    }

    async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        (**self).update(entry, now).await
    }

    async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        (**self).touch(key, seen, expires, now).await
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        (**self).replace(old, version, new, limit, now).await
    }

    async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        (**self).delete(key, now).await
    }

    async fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> Result<Written, StoreError> {
        (**self).delete_version(key, version, now).await
    }

    async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        (**self).list(owner, now).await
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Result<u64, StoreError> {
        (**self).delete_of(owner, except, now).await
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Result<u64, StoreError> {
        (**self).delete_expired(at_most, now).await
    }
}
