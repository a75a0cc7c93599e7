//! Programs that a test starts, and what to do where one is not installed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod http;
mod looks;
pub mod person;

use std::{
    env, fs,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// A process that ends with the test.
#[derive(Debug)]
pub struct Running {
    process: Child,
    /// What it said when it was ready.
    pub said: String,
}

impl Running {
    /// Starts `command` and waits until it prints a line with `ready` in it.
    pub fn start(command: &mut Command, ready: &str) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = loop {
            let line = lines.next().expect("it ended before it was ready").unwrap();
            if line.contains(ready) {
                break line;
            }
        };
        // Whatever else it prints must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, said }
    }

    /// An example on a free port, and its address.
    pub fn example(command: &mut Command) -> (Self, String) {
        let running = Self::start(command.env("PORT", "0"), "Open ");
        let address = running.said.trim_start_matches("Open ").to_owned();
        (running, address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // If it has ended already, that is as well.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Whether a program is installed. Where it is not, the test is skipped and says so, unless
/// `LOGIN_TEST_DEMAND_ALL` is set.
#[must_use]
pub fn is_installed(program: &str) -> bool {
    let installed = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !installed {
        skip(&format!("{program} is not installed"));
    }
    installed
}

/// Says why a test is skipped.
pub fn skip(why: &str) {
    assert!(env::var_os("LOGIN_TEST_DEMAND_ALL").is_none(), "{why}");
    // Not by `println!`, which is shown of failing tests only.
    let line = format!("skipped: {why}\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

/// The path of a file that is not there yet.
#[must_use]
pub fn fresh(folder: &str, name: &str) -> PathBuf {
    let path = Path::new(folder).join(name);
    // What is not there need not be removed.
    fs::remove_file(&path).ok();
    path
}
