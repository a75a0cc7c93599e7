//! Many tests on one database: the suite asks for nothing that only holds when it is alone, and
//! leaves nothing behind.

use std::sync::LazyLock;

use login::store::{
    Entry, Key, Limit, MemoryStore, SessionStore, StoreError, Written,
    conformance::{self, Probe, creating},
};

type Answer<T> = Result<T, StoreError>;

/// What is behind the connections of all tests.
struct Shared(&'static MemoryStore);

impl SessionStore for Shared {
    fn name(&self) -> &'static str {
        "shared"
    }

    async fn create(&self, entry: &Entry, limit: Option<Limit>, now: u64) -> Answer<Written> {
        self.0.create(entry, limit, now).await
    }

    async fn load(&self, key: &Key, now: u64) -> Answer<Option<Entry>> {
        self.0.load(key, now).await
    }

    async fn update(&self, entry: &Entry, now: u64) -> Answer<Written> {
        self.0.update(entry, now).await
    }

    async fn touch(&self, key: &Key, seen: u64, expires: u64, now: u64) -> Answer<bool> {
        self.0.touch(key, seen, expires, now).await
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<Written> {
        self.0.replace(old, version, new, limit, now).await
    }

    async fn delete(&self, key: &Key, now: u64) -> Answer<bool> {
        self.0.delete(key, now).await
    }

    async fn delete_version(&self, key: &Key, version: u64, now: u64) -> Answer<Written> {
        self.0.delete_version(key, version, now).await
    }

    async fn list(&self, owner: &str, now: u64) -> Answer<Vec<Entry>> {
        self.0.list(owner, now).await
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Answer<u64> {
        self.0.delete_of(owner, except, now).await
    }

    async fn delete_expired(&self, at_most: u32, now: u64) -> Answer<u64> {
        self.0.delete_expired(at_most, now).await
    }
}

static DATABASE: LazyLock<MemoryStore> = LazyLock::new(MemoryStore::new);

login::session_store_suite!(async { Shared(&DATABASE) });

macro_rules! each_leaves_nothing {
    ($($group:ident::$promise:ident)*) => {
        static DATABASE: LazyLock<MemoryStore> = LazyLock::new(MemoryStore::new);
        $(
            conformance::run(async { Shared(&DATABASE) }, conformance::$group::$promise);
            let promise = stringify!($promise);
            assert!(DATABASE.is_empty(), "`{promise}` has left something behind");
        )*
    };
}

#[test]
fn a_kept_promise_leaves_nothing_behind() {
    login::__session_store_promises!(each_leaves_nothing!);
}

#[test]
fn without_a_store_a_test_is_skipped() {
    async fn broken(_: &Probe<Shared>) {
        panic!("it was asked");
    }
    let connected = async |is_there: bool| is_there.then_some(Shared(&DATABASE));

    conformance::run(connected(false), creating::an_unknown_key_is_not_there);
    conformance::run(connected(false), broken);
    let asked = std::panic::catch_unwind(|| conformance::run(connected(true), broken));
    assert!(asked.is_err());
}
