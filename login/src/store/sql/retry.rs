//! Retries transactions that conflict with others, and completes operations whose callers stop waiting.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use sqlx::Error;

use super::engine::Engine;
use crate::store::StoreError;

/// The largest number of attempts.
const MOST: u32 = 8;
/// No attempt begins later than this.
const LATEST: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(2);

/// Completes an operation even if the caller stops waiting, because of a timeout or because the
/// browser has disconnected. In sqlx, a connection does not always survive if its future is dropped: a
/// connection to MySQL may stay in an open transaction, and one to an SQLite database in memory
/// may be closed, which loses the database.
pub(super) async fn finished<T: Send + 'static>(
    operation: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(operation).await.map_err(StoreError::new)?
}

/// Repeats an attempt that was rolled back only because of a concurrent transaction.
pub(super) async fn retried<E, T, A>(mut attempt: impl FnMut() -> A) -> Result<T, Error>
where
    E: Engine,
    A: Future<Output = Result<T, Error>>,
{
    let started = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut tried = 1;
    loop {
        let error = match attempt().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let passing = matches!(&error, Error::Database(error) if E::is_passing(error.as_ref()));
        if !passing || tried == MOST || started.elapsed() + pause > LATEST {
            return Err(error);
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
        tried += 1;
    }
}
