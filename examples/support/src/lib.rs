//! Helpers for tests that start programs, and that are skipped if a program is not installed.

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

/// A process that is ended with the test.
#[derive(Debug)]
pub struct Running {
    process: Child,
    /// The line that it printed when it was ready.
    pub said: String,
}

impl Running {
    /// Starts `command` and waits until it prints a line that contains `ready`.
    pub fn start(command: &mut Command, ready: &str) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = loop {
            let line = lines.next().expect("it ended before it was ready").unwrap();
            if line.contains(ready) {
                break line;
            }
        };
        // Keep reading, so that further output does not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, said }
    }

    /// Starts an example on a free port. Returns its address as well.
    pub fn example(command: &mut Command) -> (Self, String) {
        let running = Self::start(command.env("PORT", "0"), "Open ");
        let address = running.said.trim_start_matches("Open ").to_owned();
        (running, address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It does not matter if it has ended already.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Returns whether a program is installed. If not, prints that the test is skipped, or fails if
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

/// Prints why a test is skipped, or fails if `LOGIN_TEST_DEMAND_ALL` is set.
pub fn skip(why: &str) {
    assert!(env::var_os("LOGIN_TEST_DEMAND_ALL").is_none(), "{why}");
    // Not by `println!`, whose output is shown only for failing tests.
    let line = format!("skipped: {why}\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Returns the path of a file that does not exist yet.
#[must_use]
pub fn fresh(folder: &str, name: &str) -> PathBuf {
    let path = Path::new(folder).join(name);
    // The file may not exist.
    fs::remove_file(&path).ok();
    path
}
