//! Adds context to errors: the database, its address, and what to do.

use sqlx::Error;

use super::engine::{Engine, Options};
use crate::store::StoreError;

const UNMIGRATED: &str =
    "the tables of `login` are missing or outdated: call `migrate()` once at start";

/// Converts an error of an operation, or of the first connection.
pub(super) fn told<E: Engine>(options: &Options<E>, error: Error) -> StoreError {
    let place = E::place(options);
    match advice::<E>(&error) {
        Some(advice) => StoreError::new(error).with_context(format!("{place}: {advice}")),
        None => StoreError::new(error).with_context(place),
    }
}

/// Converts an error of the migration. It must not advise to call `migrate()`.
pub(super) fn not_migrated<E: Engine>(options: &Options<E>, error: Error) -> StoreError {
    let place = E::place(options);
    let what = "the tables of `login` could not be created";
    match advice::<E>(&error) {
        Some(advice) if advice != UNMIGRATED => {
            StoreError::new(error).with_context(format!("{place}: {what}: {advice}"))
        }
        _ => StoreError::new(error).with_context(format!("{place}: {what}")),
    }
}

fn advice<E: Engine>(error: &Error) -> Option<&'static str> {
    match error {
        Error::Database(error) if E::is_unmigrated(error.as_ref()) => Some(UNMIGRATED),
        // `Engine::lock` has found its table, but not its rows.
        Error::RowNotFound => Some(UNMIGRATED),
        Error::Database(error) => E::advice(error.as_ref()),
        Error::PoolTimedOut => Some("the server does not respond, or all connections are in use"),
        _ => None,
    }
}

/// Returns the error for tables that a newer version of this crate has migrated.
pub(super) fn newer<E: Engine>(options: &Options<E>, found: i64) -> StoreError {
    let known = E::MIGRATIONS.len();
    let what = format!(
        "the tables of `login` are of version {found}, but this program knows them only up to \
         version {known}: build it with the newer `login` that created them"
    );
    StoreError::new(what).with_context(E::place(options))
}
