//! What to do when transactions get in each other's way, or their callers go away.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use sqlx::Error;

use super::engine::Engine;
use crate::store::StoreError;

/// At most so many attempts,
const MOST: u32 = 8;
/// none of which begins later than this.
const LATEST: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(2);

/// Goes on to the end even if the caller stops waiting, be it for a time limit or because the
/// browser went away. A connection that is left at any moment does not always survive that in
/// sqlx: to MySQL it may stay in a transaction that nobody ends, and one to an SQLite database
/// in memory may be closed, and with it goes the database.
pub(super) async fn finished<T: Send + 'static>(
    operation: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(operation).await.map_err(StoreError::new)?
}

/// Tries again what was rolled back only because of another transaction.
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
