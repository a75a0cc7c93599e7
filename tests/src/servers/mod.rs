//! Servers of a test's own, on free ports of this machine, gone with the value or with the tests;
//! or those that the environment names.

#![allow(clippy::panic, clippy::expect_used)] // As in any test.

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

/// Says what is not tested, once and although the test passes; fails instead when
/// `LOGIN_TEST_DEMAND_ALL` is set.
pub fn skip(what: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    assert!(env::var_os("LOGIN_TEST_DEMAND_ALL").is_none(), "{what}");
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(what.to_owned()) {
        // Not by `println!`, which is shown of failing tests only.
        let mut out = stderr().lock();
        writeln!(out, "skipped: {what}").unwrap();
    }
}

/// A program by that name, where such servers are installed or in one of these folders.
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

/// A port that nobody listens on.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The one server of a test process, and where it is.
type Shared<S> = OnceLock<Option<(String, Option<S>)>>;

/// Where that server is which a variable of the environment names, or else a private one.
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
