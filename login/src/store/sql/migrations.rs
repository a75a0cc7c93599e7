//! Creates the tables, one migration after the other.

use sqlx::Error;

use super::{
    engine::Engine,
    progress::{Listener, SqlProgress},
};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS login_migrations (version BIGINT PRIMARY KEY)";
const VERSION: &str = "SELECT coalesce(max(version), 0) FROM login_migrations";

/// Runs the migrations that have not run yet, and returns the version that it has found. The caller
/// must ensure that no other process does so at the same time. Each migration records its own version,
/// so that it may also be run by hand.
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

/// Converts a version to the number of migrations that have run.
pub(super) fn number(version: i64) -> usize {
    usize::try_from(version).unwrap_or(0)
}
