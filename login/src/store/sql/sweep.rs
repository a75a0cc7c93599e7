//! Repeated removal of expired entries.

use std::{convert::Infallible, time::Duration};

use super::{SqlStore, engine::Engine, progress::SqlProgress};
#[cfg(feature = "metrics")]
use super::{asked, operations};
#[cfg(feature = "metrics")]
use crate::measure;
use crate::{
    clock::{Clock, SystemClock},
    store::{SessionStore, StoreError},
};

/// Small enough that other operations hardly wait for the locks.
const AT_ONCE: u32 = 500;

impl<E: Engine> SqlStore<E> {
    /// Removes expired entries forever, 500 at a time. When none are left, it pauses for `every`, but at
    /// least for a second; an hour is a good value. Until they are removed, expired entries only take up
    /// space: they are ignored everywhere else.
    ///
    /// Pass it to `actix_web::rt::spawn` in one process or in all of them, but only once per process and
    /// not for each worker. Errors are logged, and the next attempt follows after the pause. The log
    /// contains an `info` line for each round in which something was removed.
    /// [`on_progress`](Self::on_progress) reports every round. With the feature `metrics`, each round
    /// counts the remaining logins for the gauge `login_sessions`, which scans the whole table.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn example() -> Result<(), login::store::StoreError> {
    /// use std::time::Duration;
    /// use login::store::SqliteStore;
    ///
    /// let store = SqliteStore::connect("sqlite:sessions.db").await?;
    /// store.migrate().await?;
    /// actix_web::rt::spawn(store.clone().sweep(Duration::from_secs(60 * 60)));
    /// # Ok(()) }
    /// ```
    pub async fn sweep(self, every: Duration) -> Infallible {
        loop {
            if let Err(error) = self.sweep_once().await {
                let failed = SqlProgress::SweepFailed { error: &error };
                self.listener.tell(E::LOG_NAME, failed);
            }
            tokio::time::sleep(every.max(Duration::from_secs(1))).await;
        }
    }

    /// Runs once per round and not for each login, because it scans the whole table.
    #[cfg(feature = "metrics")]
    async fn measure(&self) -> Result<(), StoreError> {
        let count = asked(&self.pool, || operations::count_sessions(&self.pool)).await?;
        measure::sessions(E::LOG_NAME, count);
        Ok(())
    }

    async fn sweep_once(&self) -> Result<(), StoreError> {
        let mut removed = 0;
        loop {
            let now = SystemClock.now().0;
            let some = self.delete_expired(AT_ONCE, now).await?;
            removed += some;
            if some < AT_ONCE.into() {
                #[cfg(feature = "metrics")]
                if let Err(error) = self.measure().await {
                    tracing::warn!(store = E::LOG_NAME, %error, "the sessions were not counted");
                }
                self.listener
                    .tell(E::LOG_NAME, SqlProgress::Swept { removed });
                return Ok(());
            }
            self.listener
                .tell(E::LOG_NAME, SqlProgress::Sweeping { removed });
        }
    }
}
