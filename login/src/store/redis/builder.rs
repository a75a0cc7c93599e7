//! The builder of a [`RedisStore`].

use std::{fmt, sync::Arc, time::Duration};

use redis::Cmd;

use super::{
    RedisStore,
    link::{Link, Question, Repeat},
    scripts::Scripts,
};
use crate::store::{Key, SessionStore, StoreError};

/// Settings of a [`RedisStore`].
#[derive(Clone)]
#[must_use = "nothing is connected before `connect`"]
pub struct RedisStoreBuilder {
    url: String,
    prefix: String,
    patience: Duration,
}

impl RedisStoreBuilder {
    pub(super) fn new(url: String) -> Self {
        Self {
            url,
            prefix: "{login}:".to_owned(),
            patience: Duration::from_secs(1),
        }
    }

    /// Sets the prefix of all key names, `{login}:` by default. Stores with different prefixes do not
    /// see each other's entries. A cluster requires a part in braces.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets how long connecting may take, and how long the server may take to answer: 1 second by
    /// default, at least 1 ms. A connection that gives no answer in this time is discarded.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.patience = timeout.max(Duration::from_millis(1));
        self
    }

    /// Connects, and checks that the required commands are allowed.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`RedisStore::connect`], and an error if the server is a cluster and the
    /// prefix has no part in braces.
    pub async fn connect(self) -> Result<RedisStore, StoreError> {
        let link = Link::new(&self.url, self.patience)?;
        #[cfg(feature = "redis-tls")]
        if link.is_encrypted() && rustls::crypto::CryptoProvider::get_default().is_none() {
            // An error means that another provider was installed meanwhile, which is fine.
            rustls::crypto::ring::default_provider()
                .install_default()
                .ok();
        }
        let store = RedisStore {
            prefix: self.prefix.into(),
            link: Arc::new(link),
            scripts: Arc::new(Scripts::new()),
            #[cfg(feature = "throttle")]
            limits: Arc::new(super::limits::LimitScripts::new()),
        };
        look_around(&store).await?;
        Ok(store)
    }
}

/// Checks that all required commands are allowed, and warns about settings that may lose sessions.
async fn look_around(store: &RedisStore) -> Result<(), StoreError> {
    let nobody = Key::from_bytes([0; 32]);
    store.load(&nobody, 0).await?;
    store.touch(&nobody, 0, 0, 0).await?;
    let mut info = Cmd::new();
    info.arg("INFO");
    // The user may lack the right to run `INFO`, so an error is ignored.
    let info: Result<String, _> = store
        .link
        .ask(&Question::Command(info), Repeat::Harmless)
        .await;
    let info = info.unwrap_or_default();
    let says = |line: &str| info.lines().any(|found| found == line);
    if says("cluster_enabled:1") && !has_hash_tag(&store.prefix) {
        return Err(StoreError::new(
            "with a cluster, the prefix needs a part in braces, such as `{login}:`",
        ));
    }
    let is_bounded = info.contains("\nmaxmemory:") && !says("maxmemory:0");
    if is_bounded && !says("maxmemory_policy:noeviction") {
        tracing::warn!(
            store = "redis",
            "set maxmemory-policy to noeviction, or Redis may drop sessions and the record of ended ones"
        );
    }
    Ok(())
}

/// A cluster assigns keys to nodes by the text between the first brace and the next closing one.
fn has_hash_tag(prefix: &str) -> bool {
    let tag = prefix
        .split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'));
    tag.is_some_and(|(tag, _)| !tag.is_empty())
}

impl fmt::Debug for RedisStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL contains a password.
        f.debug_struct("RedisStoreBuilder")
            .field("prefix", &self.prefix)
            .field("timeout", &self.patience)
            .finish_non_exhaustive()
    }
}
