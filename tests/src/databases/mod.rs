//! Database servers of a test run's own, on free ports of this machine, or those that the
//! environment names.

mod mariadb;
mod postgres;
mod server;

use std::env;

pub use self::{mariadb::MariaDb, postgres::Postgres, server::Server};

/// Says that a test does not run here; fails if `LOGIN_TEST_DEMAND_ALL` is set.
#[allow(clippy::print_stdout)] // Whoever runs the tests is to see it.
pub fn skip(why: &str) {
    assert!(env::var_os("LOGIN_TEST_DEMAND_ALL").is_none(), "{why}");
    println!("skipped: {why}");
}
