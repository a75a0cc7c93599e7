//! Retries transactions that conflict, and completes operations whose callers are dropped.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use sqlx::Error;

use super::engine::Engine;
use crate::store::StoreError;

/// The largest number of attempts.
const MOST: u32 = 8;
/// The time after which no further attempt begins.
const LATEST: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(2);

/// Completes an operation even if the caller stops waiting, because of a time limit or because the browser
/// has disconnected. In sqlx, a connection does not always survive being dropped in the middle of an
/// operation. A connection to MySQL may be left in a transaction that nothing ends. The connection to
/// an SQLite database in memory may be closed, and the database is lost with it.
pub(super) async fn finished<T: Send + 'static>(
    operation: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(operation).await.map_err(StoreError::new)?
}

/// Retries an operation that failed only because of another transaction.
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
