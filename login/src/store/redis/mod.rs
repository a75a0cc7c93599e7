//! Entries in Redis.

mod builder;
#[cfg(feature = "throttle")]
mod limits;
mod link;
mod scripts;
mod value;

use std::{fmt, sync::Arc};

use redis::{Cmd, Script, ScriptInvocation};

pub use self::builder::RedisStoreBuilder;
#[cfg(feature = "throttle")]
pub(crate) use self::limits::{Charged, Rate};
use self::{
    link::{Link, Question, Repeat},
    scripts::{Scripts, call},
    value::{bytes, decode, encode, key_of_text, key_text, owner_text},
};
use super::{Entry, Key, Limit, SessionStore, StoreError, WhenFull, Written};

/// Keeps entries in Redis (6.0 or newer) or Valkey, for as many processes as there are. Needs the
/// feature `redis`; addresses with `rediss://` need `redis-tls`.
///
/// # What is kept
///
/// With the default prefix, an entry stands under `{login}:e:<hash of the cookie's secret>`, and
/// which entries a user has under `{login}:o:<hash of the user's id>`. The value of an entry holds
/// the user's id and the session's data as they are: who reads it sees both, but cannot make a
/// cookie of it. Both keys go by themselves when they have expired.
///
/// # What is promised
///
/// Every operation is one command: `GET` to load, a script for everything else. So each happens as
/// a whole or not at all, limits hold however many processes log in at once, what was ended stays
/// so, and a process that ends midway leaves nothing half done.
///
/// - **One server, also with replicas**: all of that. Replicas lag: when one takes over, the last
///   writes can be lost, a logout among them; `min-replicas-to-write` narrows that. Sentinel is
///   not asked for the primary, so use an address that follows it. Writing to a replica by
///   mistake is an error.
/// - **Redis Cluster**: all of that, because the part of the prefix in braces keeps all keys of a
///   store on one node. More nodes therefore do not make room for more sessions. The store finds
///   the node by asking any other, also after the keys have moved; while they are moving,
///   requests are refused.
/// - **Restarts**: what Redis has not yet written to its disk (`appendfsync`) is lost.
///
/// Set `maxmemory-policy` to `noeviction`: otherwise a full server may forget which sessions a user
/// has, and "log out everywhere" misses some. If it is set otherwise, connecting logs a warning.
///
/// # Connections
///
/// There is one, shared by all clones and threads. One that has ended, or gave no answer in time,
/// is replaced when it is needed next: a restarted server is used again by itself. When the
/// connection breaks under a question, loading, listing and touching are asked again; other writes
/// are not, because they may have been made, and are a [`StoreError`].
///
/// # Examples
///
/// ```no_run
/// use login::store::RedisStore;
///
/// # async fn example() -> Result<(), login::store::StoreError> {
/// let store = RedisStore::connect("redis://login:a-password@redis.internal:6379/0").await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    prefix: Arc<str>,
    link: Arc<Link>,
    scripts: Arc<Scripts>,
    #[cfg(feature = "throttle")]
    limits: Arc<limits::LimitScripts>,
}

impl RedisStore {
    /// Connects to `redis://user:password@host:port/database`, to `rediss://…` with TLS, or to
    /// `redis+unix:///path/of/the/socket`.
    ///
    /// With TLS the operating system must trust the server's certificate, or an authority in the
    /// file that the environment variable `SSL_CERT_FILE` names, which then are the only ones. If
    /// the process has not chosen a provider of cryptography for `rustls`, `ring` becomes it.
    ///
    /// A user with few rights needs the keys that begin with the prefix, and `get`, `getrange`,
    /// `set`, `setrange`, `del`, `exists`, `strlen`, `pttl`, `pexpire`, `time`, `evalsha`,
    /// `script|load`, `zadd`, `zrem`, `zcard`, `zrange` and `zrangebyscore`; `info` for the
    /// warning only.
    ///
    /// # Errors
    ///
    /// When the URL is not understood, the server is not reached, or it refuses the user or a
    /// command. No error repeats the password.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::builder(url).connect().await
    }

    /// Settings, to be finished with [`connect`](RedisStoreBuilder::connect).
    pub fn builder(url: impl Into<String>) -> RedisStoreBuilder {
        RedisStoreBuilder::new(url.into())
    }

    async fn ask_script<T: redis::FromRedisValue>(
        &self,
        repeat: Repeat,
        call: ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        self.link.ask(&Question::Script(call), repeat).await
    }

    fn entry_key(&self, key: &Key) -> String {
        // With every request that asks for the session: `format!` takes thrice as long.
        [&*self.prefix, "e:", &key_text(key)].concat()
    }

    /// A call of a script for one entry, the key of which the server is told beforehand.
    fn of_entry<'a>(&self, script: &'a Script, key: &Key, now: u64) -> ScriptInvocation<'a> {
        let mut call = call(script, &self.prefix, now);
        call.key(self.entry_key(key)).arg(key_text(key));
        call
    }

    fn of_owner<'a>(&self, script: &'a Script, owner: &str, now: u64) -> ScriptInvocation<'a> {
        let owner = owner_text(owner);
        let mut call = call(script, &self.prefix, now);
        call.key(format!("{}o:{owner}", self.prefix)).arg(owner);
        call
    }

    async fn put(
        &self,
        old: Option<(&Key, u64)>,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        let mut call = self.of_entry(&self.scripts.put, &entry.key, now);
        let owner = entry.owner.as_deref().map(owner_text).unwrap_or_default();
        if !owner.is_empty() {
            call.key(format!("{}o:{owner}", self.prefix));
        }
        call.arg(encode(entry)?)
            .arg(milliseconds_until(entry.expires, now));
        call.arg(owner)
            .arg(limit.map_or(0, |limit| limit.most.max(1)));
        let evicts = limit.is_some_and(|limit| limit.when_full == WhenFull::EvictOldest);
        call.arg(u8::from(evicts));
        if let Some((old, version)) = old {
            call.key(self.entry_key(old));
            call.arg(key_text(old)).arg(&bytes(version));
        } else {
            call.arg("").arg("");
        }
        written(self.ask_script(Repeat::Never, call).await?)
    }
}

/// How long from now, by the server's own clock; at most a century.
fn milliseconds_until(expires: u64, now: u64) -> u64 {
    expires.saturating_sub(now).min(100 * 366 * 24 * 60 * 60) * 1000
}

fn written(number: u8) -> Result<Written, StoreError> {
    Ok(match number {
        0 => Written::Done,
        1 => Written::Conflict,
        2 => Written::Gone,
        3 => Written::Full,
        other => {
            return Err(StoreError::new(format!(
                "redis answered {other} to a write"
            )));
        }
    })
}

impl SessionStore for RedisStore {
    fn name(&self) -> &'static str {
        "redis"
    }

    async fn create(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        self.put(None, entry, limit, now).await
    }

    async fn load(&self, key: &Key, now: u64) -> Result<Option<Entry>, StoreError> {
        let mut get = Cmd::new();
        get.arg("GET").arg(self.entry_key(key));
        let get = Question::Command(get);
        let value: Option<Vec<u8>> = self.link.ask(&get, Repeat::Harmless).await?;
        let entry = value.map(|value| decode(*key, &value)).transpose()?;
        let entry = entry.map(|(entry, _)| entry);
        Ok(entry.filter(|entry| entry.is_live(now)))
    }

    async fn update(&self, entry: &Entry, now: u64) -> Result<Written, StoreError> {
        let mut call = self.of_entry(&self.scripts.update, &entry.key, now);
        let next = entry.version.wrapping_add(1);
        for number in [entry.version, next, entry.seen, entry.expires] {
            call.arg(&bytes(number));
        }
        call.arg(milliseconds_until(entry.expires, now))
            .arg(&entry.data);
        written(self.ask_script(Repeat::Never, call).await?)
    }

    async fn touch(
        &self,
        key: &Key,
        seen: u64,
        expires: u64,
        now: u64,
    ) -> Result<bool, StoreError> {
        let mut call = self.of_entry(&self.scripts.touch, key, now);
        call.arg(&bytes(seen)).arg(&bytes(expires));
        call.arg(milliseconds_until(expires, now));
        self.ask_script(Repeat::Harmless, call).await
    }

    async fn replace(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Result<Written, StoreError> {
        self.put(Some((old, version)), new, limit, now).await
    }

    async fn delete(&self, key: &Key, now: u64) -> Result<bool, StoreError> {
        let call = self.of_entry(&self.scripts.delete, key, now);
        self.ask_script(Repeat::Never, call).await
    }

    async fn delete_version(
        &self,
        key: &Key,
        version: u64,
        now: u64,
    ) -> Result<Written, StoreError> {
        let mut call = self.of_entry(&self.scripts.delete_version, key, now);
        call.arg(&bytes(version));
        written(self.ask_script(Repeat::Never, call).await?)
    }

    async fn list(&self, owner: &str, now: u64) -> Result<Vec<Entry>, StoreError> {
        let call = self.of_owner(&self.scripts.list, owner, now);
        let found: Vec<Vec<u8>> = self.ask_script(Repeat::Harmless, call).await?;
        let mut entries = Vec::with_capacity(found.len() / 2);
        for pair in found.chunks_exact(2) {
            if let [text, value] = pair {
                entries.push(decode(key_of_text(text)?, value)?);
            }
        }
        entries.retain(|(entry, _)| entry.is_live(now) && entry.owner.as_deref() == Some(owner));
        entries.sort_by_key(|(entry, added)| (entry.created, *added));
        Ok(entries.into_iter().map(|(entry, _)| entry).collect())
    }

    async fn delete_of(&self, owner: &str, except: &[Key], now: u64) -> Result<u64, StoreError> {
        let mut call = self.of_owner(&self.scripts.delete_of, owner, now);
        for key in except {
            call.arg(key_text(key));
        }
        self.ask_script(Repeat::Never, call).await
    }

    async fn delete_expired(&self, _at_most: u32, _now: u64) -> Result<u64, StoreError> {
        Ok(0)
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("address", &self.link)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
