//! What to do when transactions get in each other's way.

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

/// Tries again what was rolled back only because of another transaction.
pub(super) async fn retried<E, T, A>(mut attempt: impl FnMut() -> A) -> Result<T, StoreError>
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
            return Err(StoreError::new(error));
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
        tried += 1;
    }
}
