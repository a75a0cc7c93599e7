//! A store whose operations wait until it is their turn.

use std::sync::{Arc, Mutex, MutexGuard};

use login::store::{Entry, Key, Limit, MemoryStore, SessionStore, StoreError, Written};
use tokio::{sync::oneshot, task::yield_now};

/// How an operation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Done,
    /// Nothing is done, and an error told.
    Fails,
    /// It is done, and an error told.
    AnswerIsLost,
}

/// Clones are one store.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Inner>);

#[derive(Default)]
struct Inner {
    store: Mutex<Arc<MemoryStore>>,
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    is_held: bool,
    begun: usize,
    waiting: Vec<Waiting>,
}

struct Waiting {
    number: usize,
    operation: &'static str,
    go: oneshot::Sender<Fate>,
}

impl Turns {
    fn store(&self) -> Arc<MemoryStore> {
        Arc::clone(&self.0.store.lock().unwrap())
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.line.lock().unwrap()
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        *self.0.store.lock().unwrap() = Arc::default();
    }

    /// From now on operations wait, or none does.
    pub(crate) fn hold(&self, is_held: bool) {
        self.line().is_held = is_held;
    }

    /// Until nothing goes on by itself.
    pub(crate) async fn settle(&self) {
        let (mut before, mut quiet) = (usize::MAX, 0);
        while quiet < 5 {
            yield_now().await;
            let begun = self.line().begun;
            quiet = if begun == before { quiet + 1 } else { 0 };
            before = begun;
        }
    }

    /// The operations that wait, by the order in which they began.
    pub(crate) fn waiting(&self) -> Vec<(usize, &'static str)> {
        let mut line = self.line();
        line.waiting.retain(|waiting| !waiting.go.is_closed());
        let told = line.waiting.iter();
        told.map(|waiting| (waiting.number, waiting.operation))
            .collect()
    }

    /// Lets one of them go on. Answers what it is.
    pub(crate) fn go(&self, number: usize, fate: Fate) -> &'static str {
        let mut line = self.line();
        let at = line.waiting.iter().position(|it| it.number == number);
        let waiting = line.waiting.remove(at.unwrap());
        drop(line);
        // Whoever asked may be gone.
        _ = waiting.go.send(fate);
        waiting.operation
    }

    /// How many sessions and remembered logins of a user there are, expired ones included.
    pub(crate) async fn kept(&self, owner: &str) -> usize {
        self.store().list(owner, 0).await.unwrap().len()
    }

    async fn turn(&self, operation: &'static str) -> Fate {
        let (go, told) = oneshot::channel();
        {
            let mut line = self.line();
            line.begun += 1;
            if !line.is_held {
                return Fate::Done;
            }
            let number = line.begun;
            line.waiting.push(Waiting {
                number,
                operation,
                go,
            });
        }
        told.await.unwrap_or(Fate::Fails)
    }

    async fn in_turn<T>(
        &self,
        operation: &'static str,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let down = || StoreError::new("the store is down");
        match self.turn(operation).await {
            Fate::Done => answer.await,
            Fate::Fails => Err(down()),
            Fate::AnswerIsLost => answer.await.and_then(|_| Err(down())),
        }
    }
}

impl SessionStore for Turns {
    fn name(&self) -> &'static str {
        "turns"
    }

    async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let store = self.store();
        self.in_turn("create", store.create(entry, limit, now))
            .await
    }

    async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        let store = self.store();
        self.in_turn("load", store.load(key, now)).await
    }

    async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        let store = self.store();
        self.in_turn("update", store.update(entry, now)).await
    }

    async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        let store = self.store();
        self.in_turn("touch", store.touch(key, seen, expires, now))
            .await
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let store = self.store();
        self.in_turn("replace", store.replace(old, version, new, limit, now))
            .await
    }

    async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        let store = self.store();
        self.in_turn("delete", store.delete(key, now)).await
    }

    async fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> Result<Written, StoreError> {
        let store = self.store();
        self.in_turn("delete_version", store.delete_version(key, version, now))
            .await
    }

    async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        let store = self.store();
        self.in_turn("list", store.list(owner, now)).await
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Result<u64, StoreError> {
        let store = self.store();
        self.in_turn("delete_of", store.delete_of(owner, except, now))
            .await
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Result<u64, StoreError> {
        self.store().delete_expired(at_most, now).await
    }
}
