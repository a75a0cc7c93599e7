//! The tables, made step by step.

use sqlx::Error;

use super::{
    engine::Engine,
    progress::{Listener, SqlProgress},
};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS login_migrations (version BIGINT PRIMARY KEY)";
const VERSION: &str = "SELECT coalesce(max(version), 0) FROM login_migrations";

/// Runs what has not run, and answers the version that was there. The caller sees to it that
/// nobody else does at the same time. Each migration notes its own version, so that it may be run
/// by hand as well.
pub(super) async fn run<E: Engine>(
    connection: &mut E::Connection,
    listener: &Listener,
) -> Result<i64, Error> {
    E::script(connection, TABLE).await?;
    let found = E::number(connection, VERSION, &[]).await?.unwrap_or(0);
    let last = E::MIGRATIONS.len();
    for (version, migration) in (1..).zip(E::MIGRATIONS).skip(number(found)) {
        listener.tell(E::LOG_NAME, SqlProgress::Migrating { version, last });
        E::script(connection, migration).await?;
    }
    Ok(found)
}

/// A version as a number of migrations.
pub(super) fn number(version: i64) -> usize {
    usize::try_from(version).unwrap_or(0)
}
