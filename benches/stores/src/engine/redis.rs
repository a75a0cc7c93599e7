//! A Redis server without persistence.

use std::collections::BTreeMap;

use login::store::RedisStore;
use login_tests::servers::RedisServer;
use redis::{Client, cmd};

use super::Engine;
use crate::{Result, figures::Room};

/// How many random keys are measured.
const SAMPLES: u32 = 2_000;

pub(crate) struct Redis {
    store: RedisStore,
    client: Client,
    bytes_before: u64,
    _server: RedisServer,
}

impl Redis {
    /// Starts the server. Returns `None` if Redis is not installed.
    pub(crate) async fn start() -> Result<Option<Self>> {
        let Some(server) = RedisServer::start(&[]) else {
            return Ok(None);
        };
        let client = Client::open(server.url())?;
        Ok(Some(Self {
            store: RedisStore::connect(&server.url()).await?,
            bytes_before: info(&client, "used_memory")?.parse()?,
            client,
            _server: server,
        }))
    }
}

/// Returns a value from the output of `INFO`.
fn info(client: &Client, name: &str) -> Result<String> {
    let told: String = cmd("INFO").query(&mut client.get_connection()?)?;
    let mut lines = told.lines().filter_map(|line| line.split_once(':'));
    let line = lines.find(|(found, _)| *found == name);
    let (_, value) = line.ok_or_else(|| format!("redis does not tell its {name}"))?;
    Ok(value.to_owned())
}

/// Returns the average memory of an entry and of a user's index.
fn average_keys(client: &Client) -> Result<(u64, u64)> {
    let mut connection = client.get_connection()?;
    let mut bytes: BTreeMap<bool, Vec<u64>> = BTreeMap::new();
    for _ in 0..SAMPLES {
        let key: String = cmd("RANDOMKEY").query(&mut connection)?;
        let taken = cmd("MEMORY")
            .arg("USAGE")
            .arg(&key)
            .query(&mut connection)?;
        bytes
            .entry(key.starts_with("{login}:e:"))
            .or_default()
            .push(taken);
    }
    let average = |is_entry| {
        let bytes = bytes.get(&is_entry).map_or(&[] as &[u64], Vec::as_slice);
        bytes.iter().sum::<u64>() / (bytes.len() as u64).max(1)
    };
    Ok((average(true), average(false)))
}

impl Engine for Redis {
    const NAME: &'static str = "redis";
    type Store = RedisStore;

    fn store(&self) -> &RedisStore {
        &self.store
    }

    async fn version(&self) -> Result<String> {
        info(&self.client, "redis_version")
    }

    async fn settle(&self) -> Result<()> {
        Ok(())
    }

    async fn room(&self, sessions: u32) -> Result<Room> {
        let bytes: u64 = info(&self.client, "used_memory")?.parse()?;
        let keys: u64 = cmd("DBSIZE").query(&mut self.client.get_connection()?)?;
        let sessions = u64::from(sessions);
        let bytes_per_session = bytes.saturating_sub(self.bytes_before) / sessions;
        let (entry, index) = average_keys(&self.client)?;
        let index = index * keys.saturating_sub(sessions) / sessions;
        let rest = bytes_per_session.saturating_sub(entry + index);
        let parts = [
            ("entry", entry),
            ("index of its user", index),
            ("rest", rest),
        ];
        Ok(Room {
            bytes_per_session,
            parts: parts.map(|(what, bytes)| (what.to_owned(), bytes)).into(),
        })
    }
}
