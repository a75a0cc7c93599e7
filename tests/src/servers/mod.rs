//! Database servers for tests. Either they are started by a test on a free port, and end with their value or
//! with the test process, or their URLs are in the environment.

#![allow(clippy::panic, clippy::expect_used)] // A test may panic.

mod mariadb;
mod postgres;
mod process;
mod redis;

use std::{
    collections::BTreeSet,
    env,
    io::{Write, stderr},
    net::TcpListener,
    path::PathBuf,
    sync::{Mutex, OnceLock, PoisonError},
};

pub use self::{mariadb::MariaDb, postgres::Postgres, redis::RedisServer};

/// Reports once what is skipped, although the test passes. Panics instead if `LOGIN_TEST_DEMAND_ALL`
/// is set.
pub fn skip(what: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    assert!(env::var_os("LOGIN_TEST_DEMAND_ALL").is_none(), "{what}");
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(what.to_owned()) {
        // Not `println!`, whose output is shown only for failing tests.
        let line = format!("skipped: {what}\n");
        stderr().write_all(line.as_bytes()).unwrap();
    }
}

/// Returns the path of a program, searched in `PATH`, in the usual folders and in `folders`.
#[must_use]
pub fn program(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/bin", "/usr/local/bin", "/usr/sbin"].map(PathBuf::from);
    env::split_paths(&path)
        .chain(usual)
        .chain(folders.iter().cloned())
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Returns a port on which nothing listens.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The shared server of a test process, and its URL. There is no server if the URL is from the environment.
type Shared<S> = OnceLock<Option<(String, Option<S>)>>;

/// Returns the URL in an environment variable, or starts a private server if the variable is not set.
fn shared<S>(
    kept: &'static Shared<S>,
    variable: &str,
    start: impl FnOnce() -> Option<(String, S)>,
) -> Option<&'static str> {
    let kept = kept.get_or_init(|| {
        if let Ok(url) = env::var(variable) {
            return Some((url, None));
        }
        let (url, server) = start()?;
        Some((url, Some(server)))
    });
    kept.as_ref().map(|(url, _)| url.as_str())
}
