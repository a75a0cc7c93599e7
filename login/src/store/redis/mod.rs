//! A store in Redis.

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

/// Keeps entries in Redis (6.0 or newer) or Valkey, for any number of processes. Requires the
/// feature `redis`. Addresses with `rediss://` require `redis-tls`.
///
/// # Stored data
///
/// With the default prefix, an entry has the key `{login}:e:<hash of the cookie's secret>`, and the
/// index of a user's entries has the key `{login}:o:<hash of the user's id>`. The value of an entry
/// contains the user's id and the session's data unencrypted. Anyone who can read the server sees both,
/// but cannot forge a cookie. Redis removes both keys when they have expired.
///
/// # Guarantees
///
/// Every operation is one command: `GET` to load, a script for everything else. Each operation is
/// therefore atomic. Limits hold however many processes log users in at the same time, sessions that
/// were ended stay ended, and a process that crashes leaves no operation half done.
///
/// - **One server, also with replicas**: all of this holds. Replicas lag: when one of them becomes the
///   primary, the last writes can be lost, including a logout. `min-replicas-to-write` limits this.
///   The store does not ask Sentinel for the primary, so use an address that follows it. Writing to a
///   replica by mistake is an error.
/// - **Redis Cluster**: all of this holds, because the part of the prefix in braces keeps all keys of a
///   store on one node. More nodes therefore do not make room for more sessions. The store finds
///   the node by asking any other one, also after the keys have moved. While they are being moved,
///   requests are refused.
/// - **Restarts**: writes that Redis has not yet written to disk (`appendfsync`) are lost.
///
/// Set `maxmemory-policy` to `noeviction`. Otherwise a full server may drop the index of a user's
/// sessions, so that "log out everywhere" misses some of them. If `maxmemory` is set with another policy,
/// connecting logs a warning.
///
/// # Connections
///
/// All clones and threads share one connection. If it has ended, or an answer has timed out, it is
/// replaced when it is needed next, so a restarted server is used again without further action. If the
/// connection breaks during an operation, loading, listing and touching are repeated. Other operations
/// are not, because the server may have run them: they return a [`StoreError`].
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
    /// With TLS, the operating system must trust the server's certificate. If the environment variable
    /// `SSL_CERT_FILE` names a file with authorities, only those are trusted. If the process has not
    /// chosen a cryptography provider for `rustls`, it is set to `ring`.
    ///
    /// A Redis user with restricted rights needs the keys that begin with the prefix, and the commands
    /// `get`, `getrange`, `set`, `setrange`, `del`, `exists`, `strlen`, `pttl`, `pexpire`, `time`,
    /// `evalsha`, `script|load`, `zadd`, `zrem`, `zcard`, `zrange` and `zrangebyscore`. `info` is needed
    /// only for the warning.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL is invalid, the server cannot be reached, or it refuses the user
    /// or a command. Errors do not contain the password.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::builder(url).connect().await
    }

    /// Returns a builder, to be finished with [`connect`](RedisStoreBuilder::connect).
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
        // Runs for every request that uses the session. `format!` takes three times as long.
        [&*self.prefix, "e:", &key_text(key)].concat()
    }

    /// Prepares a script call for one entry, whose key is declared to the server.
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

/// Returns how long the server keeps an entry, by its own clock: at most a century.
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
