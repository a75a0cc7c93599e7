//! The progress of long operations, for the log and for a listener.

use std::{fmt, sync::Arc};

use crate::store::StoreError;

/// The progress of long work in a SQL store; see [`SqlStore::on_progress`](super::SqlStore::on_progress).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SqlProgress<'a> {
    /// The migration to `version` is about to run. The last one leads to `last`.
    Migrating {
        /// The version that this migration leads to.
        version: usize,
        /// The version that this program requires.
        last: usize,
    },
    /// The tables have the version that this program requires.
    Migrated {
        /// How many migrations have run; 0 if the tables were up to date.
        steps: usize,
    },
    /// Expired entries were removed, and there may be more.
    Sweeping {
        /// How many entries were removed since this round began.
        removed: u64,
    },
    /// No expired entries are left.
    Swept {
        /// How many entries were removed in this round.
        removed: u64,
    },
    /// Expired entries could not be removed. The next round tries again.
    SweepFailed {
        /// The reason.
        error: &'a StoreError,
    },
}

type Tell = dyn Fn(&SqlProgress<'_>) + Send + Sync;

/// The listener, if there is one.
#[derive(Clone, Default)]
pub struct Listener(Option<Arc<Tell>>);

impl Listener {
    pub(super) fn new(listener: impl Fn(&SqlProgress<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    pub(super) fn tell(&self, store: &'static str, progress: SqlProgress<'_>) {
        log(store, progress);
        if let Some(listener) = &self.0 {
            listener(&progress);
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listener").field(&self.0.is_some()).finish()
    }
}

/// Logs the progress. If there was nothing to do, this is logged only at `debug`.
fn log(store: &'static str, progress: SqlProgress<'_>) {
    match progress {
        SqlProgress::Migrating { version, last } => {
            tracing::info!(store, version, last, "migrating the tables");
        }
        SqlProgress::Migrated { steps: 0 } => {
            tracing::debug!(store, "the tables are up to date");
        }
        SqlProgress::Migrated { steps } => tracing::info!(store, steps, "the tables are migrated"),
        SqlProgress::Sweeping { removed } => {
            tracing::debug!(store, removed, "removing expired entries");
        }
        SqlProgress::Swept { removed: 0 } => tracing::debug!(store, "no entries have expired"),
        SqlProgress::Swept { removed } => {
            tracing::info!(store, removed, "expired entries were removed");
        }
        SqlProgress::SweepFailed { error } => {
            tracing::warn!(store, %error, "expired entries were not removed");
        }
    }
}
