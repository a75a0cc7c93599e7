//! Requests over loopback, on several keep-alive connections with one request in flight each. Every server is
//! a separate process with one worker. The servers take turns.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use requests::{Journey, Result, Scenario, Server, arguments::Task};
use serde::Serialize;
use tokio::{net::TcpStream, task::JoinSet};

use crate::{
    cores::{self, Side},
    socket::Socket,
};

/// The first argument of a server process.
pub(crate) const CHILD: &str = "serve";
pub(crate) const CONNECTIONS: u32 = 32;

const TURN: Duration = Duration::from_secs(1);
const WARM_UP: Duration = Duration::from_millis(300);

/// Requests per second, for every turn.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Load {
    pub(crate) server: Server,
    pub(crate) scenario: Scenario,
    pub(crate) per_second: Vec<f64>,
}

/// A server process, which is killed when the value is dropped.
struct Started {
    child: Child,
    port: u16,
}

impl Started {
    fn new(server: Server, redis: &str) -> Result<Self> {
        let task = Task {
            server,
            scenario: Scenario::Guarded,
            times: 0,
            redis: redis.to_owned(),
        };
        let mut child = Command::new(std::env::current_exe()?)
            .arg(CHILD)
            .args(task.words())
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("no standard output")?;
        let mut started = Self { child, port: 0 };
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        started.port = line.trim().parse()?;
        Ok(started)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // An error means that the process has already ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs a server process.
pub(crate) async fn serve(task: &Task) -> Result<()> {
    task.server.serve(&task.redis).await
}

/// Puts load on each server in turn, and calls `tick` after each turn.
pub(crate) async fn put_on(
    servers: &[Server],
    scenario: Scenario,
    rounds: u32,
    redis: &str,
    tick: impl Fn(),
) -> Result<Vec<Load>> {
    // Children inherit the allowed processors, so they are started before this process is pinned.
    let started = servers.iter().map(|server| Started::new(*server, redis));
    let started: Vec<Started> = started.collect::<Result<_>>()?;
    let _kept = cores::keep_to(Side::Client)?;
    let mut all = Vec::new();
    for (server, started) in servers.iter().zip(started) {
        let stream = TcpStream::connect(("127.0.0.1", started.port)).await?;
        let journey = Journey::new(Socket::new(stream), scenario).await?;
        let request = Socket::text(scenario, journey.cookie_header());
        turn(started.port, &request, scenario, WARM_UP).await?;
        let load = Load {
            server: *server,
            scenario,
            per_second: Vec::new(),
        };
        all.push((started, request, load));
    }
    for _ in 0..rounds {
        for (started, request, load) in &mut all {
            let answers = turn(started.port, request, scenario, TURN).await?;
            load.per_second.push(answers);
            tick();
        }
    }
    Ok(all.into_iter().map(|(_, _, load)| load).collect())
}

/// Returns the responses per second.
async fn turn(port: u16, request: &str, scenario: Scenario, length: Duration) -> Result<f64> {
    let start = Instant::now();
    let end = start + length;
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let request = request.to_owned();
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        connections.spawn_local(async move {
            let mut socket = Socket::new(stream);
            let mut answers = 0_u32;
            while Instant::now() < end {
                let status = socket.exchange(&request).await;
                let status = status.map_err(|error| error.to_string())?;
                if status != scenario.status() {
                    return Err(format!("answered {status}"));
                }
                answers += 1;
            }
            Ok(answers)
        });
    }
    let mut answers = 0;
    while let Some(joined) = connections.join_next().await {
        answers += joined??;
    }
    Ok(f64::from(answers) / start.elapsed().as_secs_f64())
}
