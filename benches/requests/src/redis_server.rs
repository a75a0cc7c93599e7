//! A Redis server for this benchmark, and its counters.

use std::{
    env,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use redis::{Client, cmd};
use requests::{Journey, Result, Scenario, Server, Site, Visitor};

/// A Redis server without persistence, which is stopped when the value is dropped.
pub(crate) struct RedisServer {
    child: Child,
    url: String,
}

impl RedisServer {
    /// Starts the server. Returns `None` if Redis is not installed.
    pub(crate) fn start() -> Result<Option<Self>> {
        let paths = env::var_os("PATH").unwrap_or_default();
        let is_there = |folder: &Path| folder.join("redis-server").is_file();
        if !env::split_paths(&paths).any(|folder| is_there(&folder)) {
            return Ok(None);
        }
        // The port was free a moment ago. If another process takes it first, the benchmark fails.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn()?;
        let server = Self {
            child,
            url: format!("redis://127.0.0.1:{port}/"),
        };
        for _ in 0..200 {
            if let Ok(mut connection) = server.client()?.get_connection()
                && cmd("PING").exec(&mut connection).is_ok()
            {
                return Ok(Some(server));
            }
            thread::sleep(Duration::from_millis(10));
        }
        Err("redis-server does not start".into())
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn client(&self) -> Result<Client> {
        Ok(Client::open(self.url.as_str())?)
    }

    pub(crate) fn version(&self) -> Result<String> {
        let told: String = cmd("INFO")
            .arg("server")
            .query(&mut self.client()?.get_connection()?)?;
        let version = told
            .lines()
            .find_map(|line| line.strip_prefix("redis_version:"));
        Ok(version.unwrap_or_default().to_owned())
    }

    /// Returns the round trips per request: how often Redis found data to read.
    pub(crate) async fn round_trips(&self, server: Server, scenario: Scenario) -> Result<f64> {
        server.open(&self.url, Counting(self, scenario)).await
    }

    /// Returns how often Redis has found data to read so far.
    fn reads(&self) -> Result<u64> {
        let mut connection = self.client()?.get_connection()?;
        let told: String = cmd("INFO").arg("stats").query(&mut connection)?;
        let reads = told
            .lines()
            .find_map(|line| line.strip_prefix("total_reads_processed:"));
        Ok(reads.ok_or("redis does not tell what it read")?.parse()?)
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // An error means that the process has already ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Counting<'a>(&'a RedisServer, Scenario);

const COUNTED: u32 = 100;

impl Visitor for Counting<'_> {
    type Output = f64;

    async fn visit(self, site: impl Site + 'static) -> Result<f64> {
        let Self(redis, scenario) = self;
        let mut journey = Journey::new(site, scenario).await?;
        journey.warm_up(5).await?;
        let before = redis.reads()?;
        let own = redis.reads()? - before;
        let before = redis.reads()?;
        journey.warm_up(COUNTED).await?;
        let trips = (redis.reads()? - before).saturating_sub(own);
        Ok(f64::from(u32::try_from(trips)?) / f64::from(COUNTED))
    }
}
