//! Starts ours or the real one, and ends it with the test.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    pub(super) port: u16,
    pub(super) is_flask: bool,
    pub(super) has_store: bool,
}

impl Server {
    /// With sessions in the cookie, or in a store.
    pub(super) fn ours(conf: &Value, storage: &str) -> Self {
        let mut server = Self::start(Self::command(storage), conf);
        server.has_store = storage != "cookie";
        server
    }

    pub(super) fn flask(python: &OsStr, conf: &Value) -> Self {
        let mut command = Command::new(python);
        command.arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/conformance/flask_reference.py"
        ));
        let mut server = Self::start(command, conf);
        server.is_flask = true;
        server
    }

    /// What starts ours.
    pub(crate) fn command(storage: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flask_contract"));
        command.env("STORAGE", storage);
        command
    }

    pub(crate) fn start(mut command: Command, conf: &Value) -> Self {
        let mut process = command
            .env("PORT", "0")
            .env("CONF", conf.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse();
        let port = port.expect("the application did not start");
        Self {
            process,
            port,
            is_flask: false,
            has_store: false,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
