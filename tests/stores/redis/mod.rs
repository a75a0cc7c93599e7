//! `RedisStore` on a real `redis-server`.

mod cluster;
mod contents;
mod faults;
mod like_memory;
mod limits;
mod promises;
mod requests;
mod rights;

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU8, Ordering},
};

use ::redis::{Cmd, FromRedisValue, aio::MultiplexedConnection};
use login::store::{Entry, Key, Kind, RedisStore};
use login_tests::servers::RedisServer;

const NOW: u64 = 1_700_000_000;
const HOUR: u64 = 60 * 60;

/// A server of this test's own, and a store on it.
async fn server(arguments: &[&str]) -> Option<(RedisServer, RedisStore)> {
    let server = RedisServer::start(arguments)?;
    let store = RedisStore::connect(&server.url()).await.unwrap();
    Some((server, store))
}

/// A way to the server that does not lead through the store.
struct Raw(MultiplexedConnection);

async fn raw(server: &RedisServer) -> Raw {
    let client = ::redis::Client::open(server.url()).unwrap();
    Raw(client.get_multiplexed_async_connection().await.unwrap())
}

impl Raw {
    /// Asks a command of words.
    async fn ask<T: FromRedisValue>(&mut self, command: &str) -> T {
        let mut words = Cmd::new();
        for word in command.split_whitespace() {
            words.arg(word);
        }
        words.query_async(&mut self.0).await.unwrap()
    }

    /// How often each command was asked since the last time.
    async fn take_calls(&mut self) -> BTreeMap<String, u64> {
        let info: String = self.ask("INFO commandstats").await;
        self.ask::<()>("CONFIG RESETSTAT").await;
        let lines = info
            .lines()
            .filter_map(|line| line.strip_prefix("cmdstat_"));
        let calls = lines.map(|line| {
            let (name, numbers) = line.split_once(":calls=").unwrap();
            let (calls, _) = numbers.split_once(',').unwrap();
            (name.to_owned(), calls.parse().unwrap())
        });
        calls
            .filter(|(name, _): &(String, u64)| !name.starts_with("config") && name != "info")
            .collect()
    }

    async fn set(&mut self, key: &str, value: &[u8]) {
        let set = Cmd::set(key, value);
        set.exec_async(&mut self.0).await.unwrap();
    }
}

fn key() -> Key {
    static MADE: AtomicU8 = AtomicU8::new(1);
    Key::from_bytes([MADE.fetch_add(1, Ordering::Relaxed); 32])
}

fn entry(owner: Option<&str>) -> Entry {
    Entry {
        key: key(),
        kind: Kind::Session,
        owner: owner.map(str::to_owned),
        version: 0,
        created: NOW,
        seen: NOW,
        expires: NOW + HOUR,
        data: vec![0, 1, 2, 255],
    }
}
