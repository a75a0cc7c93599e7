//! The tables, made step by step.

use sqlx::Error;

use super::engine::Engine;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS login_migrations (version BIGINT PRIMARY KEY)";
const VERSION: &str = "SELECT coalesce(max(version), 0) FROM login_migrations";

/// Runs what has not run. The caller sees to it that nobody else does at the same time. Each
/// migration notes its own version, so that it may be run by hand as well.
pub(super) async fn run<E: Engine>(connection: &mut E::Connection) -> Result<(), Error> {
    E::script(connection, TABLE).await?;
    let done = E::number(connection, VERSION, &[]).await?.unwrap_or(0);
    let done = usize::try_from(done).unwrap_or(0);
    for migration in E::MIGRATIONS.iter().skip(done) {
        E::script(connection, migration).await?;
    }
    Ok(())
}
