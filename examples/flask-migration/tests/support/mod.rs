//! Starts both applications, and provides a browser that treats them as one host.

#[allow(dead_code)] // Each example uses a part of it.
#[path = "../../../cluster/tests/support/browser.rs"]
mod browser;
#[allow(dead_code, unreachable_pub, unused_imports, clippy::pedantic)]
#[path = "../../../../tests/src/servers/mod.rs"]
mod servers;

use std::{
    env,
    ffi::OsStr,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

pub(crate) use self::browser::Browser;

/// Returns a browser with a unique user agent. Otherwise Flask's sessions of one user within one second
/// would be identical, and ending one would end them all.
fn new_browser() -> Browser {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    Browser::new(format!("agent/{number}").leak())
}

/// A process that is ended when the value is dropped.
struct Running {
    process: Child,
    port: u16,
}

impl Running {
    fn start(program: impl AsRef<OsStr>, arguments: &[&str], env: &[(&str, &str)]) -> Self {
        let mut process = Command::new(program)
            .args(arguments)
            .env("PORT", "0")
            .envs(env.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse();
        let port = port.expect("the application did not start");
        Self { process, port }
    }

    fn ours(env: &[(&str, &str)]) -> Self {
        let usual = [
            ("FLASK_UNTIL", "9999-12-31"),
            ("FLASK_SECRET_KEY", "flask-demo-secret-change-this"),
        ];
        let env = [&usual[..], env].concat();
        Self::start(
            env!("CARGO_BIN_EXE_login-example-flask-migration"),
            &[],
            &env,
        )
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Flask's application and ours.
pub(crate) struct Site {
    running: (Running, Running),
    pub(crate) flask: u16,
    pub(crate) ours: u16,
}

impl Site {
    /// Returns `None`, and prints why, if there is no Python with Flask-Login.
    pub(crate) fn start(ours: &[(&str, &str)]) -> Option<Self> {
        Self::start_with(ours, &[])
    }

    pub(crate) fn start_with(ours: &[(&str, &str)], flask: &[(&str, &str)]) -> Option<Self> {
        let Some(python) = env::var_os("LOGIN_CONFORMANCE_PYTHON") else {
            servers::skip("LOGIN_CONFORMANCE_PYTHON names no Python with Flask-Login");
            return None;
        };
        let app = concat!(env!("CARGO_MANIFEST_DIR"), "/flask/app.py");
        let (flask, ours) = (Running::start(python, &[app], flask), Running::ours(ours));
        Some(Self {
            flask: flask.port,
            ours: ours.port,
            running: (flask, ours),
        })
    }

    /// Ends our application and starts it with other settings.
    pub(crate) fn restart(&mut self, ours: &[(&str, &str)]) {
        let running = Running::ours(ours);
        self.ours = running.port;
        drop(std::mem::replace(&mut self.running.1, running));
    }

    /// Returns a browser that has logged in at Flask.
    pub(crate) fn at_flask(&self, user: &str, remember: bool) -> Browser {
        let mut browser = new_browser();
        Self::log_in(&mut browser, self.flask, user, remember);
        browser
    }

    /// Returns a browser that has logged in at our application.
    pub(crate) fn at_ours(&self, user: &str, remember: bool) -> Browser {
        let mut browser = new_browser();
        Self::log_in(&mut browser, self.ours, user, remember);
        browser
    }

    pub(crate) fn log_in(browser: &mut Browser, port: u16, user: &str, remember: bool) {
        let user = user.replace('@', "%40").replace('ë', "%C3%AB");
        let remember = if remember { "&remember=on" } else { "" };
        let form = format!("email={user}&password=secret{remember}");
        let answer = browser.post(port, "/login", &form);
        assert!([302, 303].contains(&answer.status), "{answer:?}");
    }

    /// Returns the user that Flask recognizes.
    pub(crate) fn flask(&self, browser: &mut Browser) -> String {
        browser.get(self.flask, "/who").body
    }

    /// Returns the user that our application recognizes.
    pub(crate) fn ours(&self, browser: &mut Browser) -> String {
        browser.get(self.ours, "/who").body
    }
}

impl Browser {
    pub(crate) fn names(&self) -> Vec<&str> {
        self.jar.keys().map(String::as_str).collect()
    }
}
