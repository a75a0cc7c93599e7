//! Servers of a test's own: started on a free port of this machine, gone with the value.

#![allow(clippy::panic, clippy::expect_used, clippy::print_stdout)] // As in any test.

use std::{
    env, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

/// Says why a test is not done; fails instead when `LOGIN_TEST_DEMAND_ALL` is set.
pub fn skip(why: &str) {
    assert!(env::var_os("LOGIN_TEST_DEMAND_ALL").is_none(), "{why}");
    println!("skipped: {why}");
}

/// A program by that name, where such servers are installed.
#[must_use]
pub fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path)
        .chain(["/usr/bin", "/usr/local/bin", "/usr/sbin"].map(PathBuf::from));
    folders
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// A port that nobody listens on.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A folder that is removed with the value.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("login-tests-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// A `redis-server`.
#[derive(Debug)]
pub struct RedisServer {
    program: PathBuf,
    arguments: Vec<String>,
    folder: Folder,
    port: u16,
    process: Child,
}

impl RedisServer {
    /// A new and empty one; nothing, and the test is to be left, if it is not installed.
    #[must_use]
    pub fn start(arguments: &[&str]) -> Option<Self> {
        let Some(program) = program("redis-server") else {
            skip("no redis-server");
            return None;
        };
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        let folder = Folder::new();
        // Another process may take the port first.
        for _ in 0..5 {
            let port = free_port();
            if let Some(process) = run(&program, &arguments, &folder, port) {
                return Some(Self {
                    program,
                    arguments,
                    folder,
                    port,
                    process,
                });
            }
        }
        panic!("redis-server does not start");
    }

    /// Its address, without a user.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// Where it listens on this machine.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it at once, as a crash does.
    pub fn kill(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }

    /// Starts it again at the same address, with what it has on its disk.
    pub fn start_again(&mut self) {
        self.kill();
        let again = run(&self.program, &self.arguments, &self.folder, self.port);
        self.process = again.expect("redis-server starts again");
    }

    /// Sends it a signal, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        let mut kill = Command::new("kill");
        kill.args([&format!("-{name}"), &pid]);
        assert!(kill.status().unwrap().success());
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts a `redis-server` and waits until it answers.
fn run(program: &Path, arguments: &[String], folder: &Folder, port: u16) -> Option<Child> {
    let mut process = Command::new(program)
        .args(["--port", &port.to_string()])
        .args(["--bind", "127.0.0.1", "--save", "", "--dir"])
        .arg(folder.path())
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    for _ in 0..500 {
        if answers(port) {
            return Some(process);
        }
        if process.try_wait().ok()?.is_some() {
            return None;
        }
        thread::sleep(Duration::from_millis(10));
    }
    process.kill().ok();
    process.wait().ok();
    None
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
