//! Database servers of a test run's own, on free ports of this machine, or those that the
//! environment names.

mod mariadb;
mod postgres;
mod server;

pub use self::{mariadb::MariaDb, postgres::Postgres, server::Server};
pub use crate::servers::skip;
