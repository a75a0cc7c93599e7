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
    /// Returns the URL of the server that all tests of this process share: the value of
    /// `LOGIN_TEST_REDIS_URL`, or that of a private server. `None` if there is neither.
    #[must_use]
    pub fn shared() -> Option<&'static str> {
        static SHARED: Shared<RedisServer> = Shared::new();
        shared(&SHARED, "LOGIN_TEST_REDIS_URL", || {
            let server = Self::start(&[])?;
            Some((server.url(), server))
        })
    }

    /// Starts a new, empty server. `None` if it is not installed: the test is to be skipped then.
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

    /// Starts the server, and waits until it answers. Returns whether it does.
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

    /// Returns the URL of the server, without a user.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port())
    }

    /// Returns the port of the server on this machine.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Kills the server, as in a crash.
    pub fn kill(&mut self) {
        self.server.kill();
    }

    /// Kills the server and starts it again at the same address, with the data on its disk.
    pub fn start_again(&mut self) {
        self.kill();
        assert!(self.run(), "redis-server does not start again");
    }

    /// Sends a signal to the server, such as `STOP`.
    pub fn signal(&self, name: &str) {
        self.server.signal(name);
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Returns whether Redis answers and has loaded its data. It has if it demands a password.
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
