//! Processes of the example, and browsers for them.

#![allow(dead_code)] // Each test uses a part of it.
#![allow(clippy::unwrap_used, clippy::panic)] // As in any test.

mod browser;
#[allow(unused_imports, unreachable_pub, clippy::pedantic)]
#[path = "../../../../tests/src/servers/mod.rs"]
pub(crate) mod servers;

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

#[allow(unused_imports)]
pub(crate) use self::browser::Browser;
use self::servers::RedisServer;

const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until a condition is met.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "not within a minute: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// A running example, which is ended when the value is dropped.
pub(crate) struct Running {
    process: Child,
    lines: Receiver<String>,
}

impl Running {
    pub(crate) fn start(change: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_login-example-cluster"));
        change(&mut command);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (sender, lines) = channel();
        // Keep reading, so that the output does not fill the pipe.
        thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        Self { process, lines }
    }

    /// Returns the next line that it prints.
    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).unwrap()
    }

    /// Ends it as Ctrl-C does, with the processes that it has started.
    pub(crate) fn interrupt(&mut self) {
        signal("INT", self.process.id());
        until("the example ends", || {
            self.process.try_wait().unwrap().is_some()
        });
    }

    pub(crate) fn kill(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) && !thread::panicking() {
            self.interrupt();
        }
        self.kill();
    }
}

pub(crate) fn signal(name: &str, process: u32) -> bool {
    let mut kill = Command::new("kill");
    kill.args([&format!("-{name}"), &process.to_string()]);
    kill.stderr(Stdio::null()).status().unwrap().success()
}

/// One of the application's processes.
pub(crate) struct App {
    running: Running,
    pub(crate) port: u16,
}

impl App {
    pub(crate) fn kill(&mut self) {
        self.running.kill();
    }
}

/// Three processes with one Redis. Each can be ended separately.
pub(crate) struct Cluster {
    pub(crate) redis: RedisServer,
    pub(crate) apps: [App; 3],
}

impl Cluster {
    /// Returns `None` if there is no `redis-server`.
    pub(crate) fn start() -> Option<Self> {
        let redis = RedisServer::start(&["--appendonly", "yes", "--appendfsync", "always"])?;
        let apps = [(); 3].map(|()| app(&redis.url()));
        Some(Self { redis, apps })
    }

    pub(crate) fn ports(&self) -> [u16; 3] {
        self.apps.each_ref().map(|app| app.port)
    }
}

fn app(redis: &str) -> App {
    let running = Running::start(|command| {
        command
            .arg("serve")
            .env("LOGIN_SECRET", "6b1f0c9e2d7a4835b0e6f19c3a5d8274")
            .env("REDIS_URL", redis)
            .env("PORT", "0");
    });
    let line = running.line();
    let port = address(&line).unwrap();
    App { running, port }
}

/// Returns the port in `http://localhost:PORT (process …)`.
pub(crate) fn address(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("http://localhost:")?;
    rest.split(' ').next()?.parse().ok()
}

/// Returns the number in `… (process NUMBER)`.
pub(crate) fn process(line: &str) -> Option<u32> {
    let (_, rest) = line.split_once("(process ")?;
    rest.trim_end_matches(')').parse().ok()
}
