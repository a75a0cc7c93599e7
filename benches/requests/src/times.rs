//! Measures how long a request takes in this process. Servers take turns, so that other load on the machine
//! affects all of them.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use requests::{Gauge, Journey, Result, Scenario, Server, Site, Visitor};
use serde::Serialize;

/// The intended length of one turn.
const TURN: Duration = Duration::from_millis(10);
const WARM_UP: u32 = 500;

/// Nanoseconds per request, including the time of one reading of the clock.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Nanoseconds {
    pub(crate) best: u64,
    pub(crate) median: u64,
}

/// Measures several servers, and returns their times in the same order.
pub(crate) async fn take(
    servers: &[Server],
    scenario: Scenario,
    rounds: u32,
    redis: &str,
) -> Result<Vec<Nanoseconds>> {
    let mut turns = Vec::new();
    for server in servers {
        turns.push((server.open(redis, Prepare(scenario)).await?, Vec::new()));
    }
    for _ in 0..rounds {
        for ((runner, times), taken) in &mut turns {
            taken.push(runner.turn(*times).await? / *times);
        }
    }
    let figures = turns.into_iter().map(|(_, mut taken)| {
        taken.sort_unstable();
        let nanoseconds = |at: usize| {
            let time = taken.get(at).copied().unwrap_or_default();
            time.as_nanos().try_into().unwrap_or(u64::MAX)
        };
        Nanoseconds {
            best: nanoseconds(0),
            median: nanoseconds(taken.len() / 2),
        }
    });
    Ok(figures.collect())
}

/// A server that can be measured for one turn.
trait Runner {
    fn turn(&mut self, times: u32) -> Pin<Box<dyn Future<Output = Result<Duration>> + '_>>;
}

impl<S: Site> Runner for Journey<S> {
    fn turn(&mut self, times: u32) -> Pin<Box<dyn Future<Output = Result<Duration>> + '_>> {
        Box::pin(async move {
            let mut sum = Sum::default();
            self.ask(times, &mut sum).await?;
            Ok(sum.0)
        })
    }
}

/// Warms up a server, and determines how many requests make up a turn.
struct Prepare(Scenario);

impl Visitor for Prepare {
    type Output = (Box<dyn Runner>, u32);

    async fn visit(self, site: impl Site + 'static) -> Result<Self::Output> {
        let mut journey = Journey::new(site, self.0).await?;
        journey.warm_up(WARM_UP).await?;
        let one = journey.turn(WARM_UP).await? / WARM_UP;
        let times = TURN.as_nanos() / one.as_nanos().max(1);
        Ok((Box::new(journey), times.clamp(1, 100_000).try_into()?))
    }
}

#[derive(Default)]
struct Sum(Duration);

impl Gauge for Sum {
    async fn around<F: Future>(&mut self, request: F) -> F::Output {
        let start = Instant::now();
        let output = request.await;
        self.0 += start.elapsed();
        output
    }
}
