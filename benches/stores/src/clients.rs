//! Concurrent clients, which fill a store and measure how many loads per second it can handle.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
use login::store::{SessionStore, Written};

use crate::{
    Result,
    population::{self, Population, scattered},
};

const CLIENTS: usize = 32;
/// How many loads are made for each latency sample.
const LOADS: u32 = 10;

/// Creates these sessions, and returns how many were created per second.
pub(crate) async fn create<S: SessionStore>(
    store: &S,
    population: &Population,
    sessions: Range<u32>,
    bar: &ProgressBar,
) -> Result<f64> {
    let many = sessions.end - sessions.start;
    let make = async |number: u32| {
        let session = sessions.start + u32::try_from(scattered(number.into(), many.into()))?;
        let entry = population.entry(session);
        match store.create(&entry, None, population.now).await? {
            Written::Done => Ok(()),
            other => Err(format!("a new session was not made: {other:?}").into()),
        }
    };
    together(many, bar, make).await
}

/// Loads ten sessions for each latency sample, and returns how many were loaded per second.
pub(crate) async fn load<S: SessionStore>(
    store: &S,
    population: &Population,
    sessions: u32,
    samples: u32,
    bar: &ProgressBar,
) -> Result<f64> {
    let loads = samples.saturating_mul(LOADS);
    bar.set_length(loads.into());
    let load = async |_| {
        let key = population::key(fastrand::u32(..sessions));
        let found = store.load(&key, population.now).await?;
        found.ok_or("a session was lost")?;
        Ok(())
    };
    together(loads, bar, load).await
}

async fn together(
    many: u32,
    bar: &ProgressBar,
    work: impl AsyncFn(u32) -> Result<()>,
) -> Result<f64> {
    let started = Instant::now();
    stream::iter(0..many)
        .map(|number| work(number))
        .buffer_unordered(CLIENTS)
        .try_for_each(async |()| {
            bar.inc(1);
            Ok(())
        })
        .await?;
    let took = started.elapsed().max(Duration::from_nanos(1));
    bar.finish_and_clear();
    Ok((f64::from(many) / took.as_secs_f64()).round())
}
