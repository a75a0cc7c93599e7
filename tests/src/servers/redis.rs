//! Redis.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::Command,
    thread,
    time::Duration,
};

use super::{Shared, process::Server, program, shared, skip};

/// A `redis-server`.
#[derive(Debug)]
pub struct RedisServer {
    server: Server,
    program: PathBuf,
    arguments: Vec<String>,
}

impl RedisServer {
    /// The URL of the one server of this test run: what `LOGIN_TEST_REDIS_URL` names, or a
    /// private one. Nothing if there is neither.
    #[must_use]
    pub fn shared() -> Option<&'static str> {
        static SHARED: Shared<RedisServer> = Shared::new();
        shared(&SHARED, "LOGIN_TEST_REDIS_URL", || {
            let server = Self::start(&[])?;
            Some((server.url(), server))
        })
    }

    /// A new and empty one; nothing, and the test is to be left, if it is not installed.
    #[must_use]
    pub fn start(arguments: &[&str]) -> Option<Self> {
        let Some(program) = program("redis-server", &[]) else {
            skip("no redis-server");
            return None;
        };
        // Another process may take the port first.
        for _ in 0..5 {
            let mut redis = Self {
                server: Server::new(None),
                program: program.clone(),
                arguments: arguments.iter().map(|text| (*text).to_owned()).collect(),
            };
            if redis.run() {
                return Some(redis);
            }
        }
        panic!("redis-server does not start");
    }

    /// Starts it and waits until it answers.
    fn run(&mut self) -> bool {
        let mut command = Command::new(&self.program);
        command.args(["--port", &self.port().to_string()]);
        command.args(["--bind", "127.0.0.1", "--save", "", "--dir"]);
        command.arg(self.server.folder()).args(&self.arguments);
        self.server.start(&command);
        for _ in 0..500 {
            if answers(self.port()) {
                return true;
            }
            thread::sleep(Duration::from_millis(10));
        }
        self.kill();
        false
    }

    /// Its address, without a user.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port())
    }

    /// Where it listens on this machine.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Ends it at once, as a crash does.
    pub fn kill(&mut self) {
        self.server.kill();
    }

    /// Starts it again at the same address, with what it has on its disk.
    pub fn start_again(&mut self) {
        self.kill();
        assert!(self.run(), "redis-server does not start again");
    }

    /// Sends it a signal, such as `STOP`.
    pub fn signal(&self, name: &str) {
        self.server.signal(name);
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether a Redis is there and has loaded what it kept; one that asks who is there has.
fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    stream
        .set_read_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    let mut answer = [0; 7];
    let asked = stream.write_all(b"PING\r\n");
    asked.is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && (answer.starts_with(b"+PONG") || answer.starts_with(b"-NOAUTH"))
}
