//! What is wrong when several ask at a time: they look, and then write as if nobody had
//! written meanwhile.

use std::{
    sync::{Condvar, Mutex, atomic::Ordering},
    time::Duration,
};

use login::store::{Entry, Key, Limit, SessionStore, StoreError, WhenFull, Written};

use super::{
    Fault,
    store::{Answer, Broken},
};

/// How long one waits for another who may not come.
const PATIENCE: Duration = Duration::from_millis(20);

/// Between looking and writing, until another has done something.
#[derive(Default)]
pub(crate) struct Window {
    passed: Mutex<u64>,
    changed: Condvar,
}

impl Window {
    /// Something was done.
    pub(crate) fn pass(&self) {
        *self.passed.lock().unwrap() += 1;
        self.changed.notify_all();
    }

    /// Waits until somebody does something, be it waiting.
    pub(crate) fn wait(&self) {
        self.pass();
        let passed = self.passed.lock().unwrap();
        let before = *passed;
        let waited = self
            .changed
            .wait_timeout_while(passed, PATIENCE, |passed| *passed == before);
        drop(waited.unwrap());
    }
}

impl Broken {
    /// How many there are, before others have made theirs.
    async fn is_full(&self, entry: &Entry, limit: Option<Limit>, now: u64) -> Answer<bool> {
        let (Some(owner), Some(limit)) = (&entry.owner, limit) else {
            return Ok(false);
        };
        let listed = self.store.list(owner, now).await?;
        self.window.wait();
        let is_full = listed.len() >= limit.most as usize;
        if let (true, Some(oldest)) = (is_full, listed.first())
            && limit.when_full == WhenFull::EvictOldest
        {
            self.store.delete(&oldest.key, now).await?;
            return Ok(false);
        }
        Ok(is_full)
    }

    pub(crate) async fn racy_create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Option<Answer<Written>> {
        match self.fault {
            Fault::RacyCreate => Some(self.look_and_create(entry, now).await),
            Fault::RacyLimit => Some(self.count_and_create(entry, limit, now).await),
            _ => None,
        }
    }

    async fn look_and_create(&self, entry: &Entry, now: u64) -> Answer<Written> {
        if self.store.load(&entry.key, now).await?.is_some() {
            return Ok(Written::Conflict);
        }
        self.window.wait();
        self.put(entry).await
    }

    async fn count_and_create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<Written> {
        if self.is_full(entry, limit, now).await? {
            return Ok(Written::Full);
        }
        self.store.create(entry, None, now).await
    }

    pub(crate) async fn racy_update(&self, entry: &Entry, now: u64) -> Option<Answer<Written>> {
        if self.fault == Fault::RacyUpdate {
            return Some(self.look_and_update(entry, now).await);
        }
        None
    }

    async fn look_and_update(&self, entry: &Entry, now: u64) -> Answer<Written> {
        let Some(kept) = self.store.load(&entry.key, now).await? else {
            return Ok(Written::Gone);
        };
        if kept.version != entry.version {
            return Ok(Written::Conflict);
        }
        self.window.wait();
        let version = entry.version + 1;
        let written = Entry {
            version,
            ..entry.clone()
        };
        self.put(&written).await
    }

    pub(crate) async fn racy_touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Option<Answer<bool>> {
        if self.fault == Fault::RacyTouch {
            return Some(self.look_and_touch(key, seen, expires, now).await);
        }
        None
    }

    async fn look_and_touch(&self, key: &Key, seen: u64, expires: u64, now: u64) -> Answer<bool> {
        let Some(mut kept) = self.store.load(key, now).await? else {
            return Ok(false);
        };
        self.window.wait();
        kept.seen = kept.seen.max(seen);
        kept.expires = kept.expires.max(expires);
        self.put(&kept).await?;
        Ok(true)
    }

    pub(crate) async fn racy_replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Option<Answer<Written>> {
        match self.fault {
            Fault::RacyReplace => Some(self.look_and_replace(old, version, new, now).await),
            Fault::RacyLimit => Some(self.count_and_replace(old, version, new, limit, now).await),
            Fault::Deadlocks => {
                let others = self.replacing.fetch_add(1, Ordering::Relaxed);
                self.window.wait();
                let replaced = self.store.replace(old, version, new, limit, now).await;
                self.replacing.fetch_sub(1, Ordering::Relaxed);
                Some(if others == 0 {
                    replaced
                } else {
                    Err(StoreError::new("deadlock"))
                })
            }
            _ => None,
        }
    }

    async fn look_and_replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        now: u64,
    ) -> Answer<Written> {
        match self.store.load(old, now).await? {
            None => return Ok(Written::Gone),
            Some(kept) if kept.version != version => return Ok(Written::Conflict),
            Some(_) => self.window.wait(),
        }
        self.store.delete(old, now).await?;
        self.store.create(new, None, now).await
    }

    async fn count_and_replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<Written> {
        if self.is_full(new, limit, now).await? {
            return Ok(Written::Full);
        }
        self.store.replace(old, version, new, None, now).await
    }

    /// Finds what has expired, and then removes it by its keys.
    pub(crate) async fn racy_sweep(&self, now: u64) -> Answer<u64> {
        let made = self.made.lock().unwrap().clone();
        let mut expired = Vec::new();
        for key in made {
            let is_live = self.store.load(&key, now).await?.is_some();
            let is_kept = self.store.load(&key, 0).await?.is_some();
            if is_kept && !is_live {
                expired.push(key);
            }
        }
        self.window.wait();
        for key in &expired {
            self.store.delete(key, now).await?;
        }
        Ok(expired.len() as u64)
    }
}
