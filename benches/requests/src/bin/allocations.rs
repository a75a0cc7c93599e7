//! Counts the allocations of a request, and prints the median of several requests. This is a separate
//! program because counting costs instructions.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    process::ExitCode,
    task::Poll,
};

use actix_web::rt::System;
use allocation_counter::measure;
use requests::{Gauge, Journey, Result, Site, Visitor, arguments::Task};

fn main() -> ExitCode {
    match run() {
        Ok(median) => {
            println!("{median}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<u64> {
    let task = Task::parse(std::env::args().skip(1))?;
    System::new().block_on(task.server.open(&task.redis, Counting(&task)))
}

struct Counting<'a>(&'a Task);

impl Visitor for Counting<'_> {
    type Output = u64;

    async fn visit(self, site: impl Site + 'static) -> Result<u64> {
        let mut journey = Journey::new(site, self.0.scenario).await?;
        journey.warm_up(100).await?;
        let mut counts = Counts::default();
        journey.ask(self.0.times, &mut counts).await?;
        let mut counts = counts.0;
        counts.sort_unstable();
        let median = counts.get(counts.len() / 2);
        Ok(median.copied().unwrap_or_default())
    }
}

#[derive(Default)]
struct Counts(Vec<u64>);

impl Gauge for Counts {
    /// Counts the allocations of the request's own task, not those of the runtime while it waits.
    async fn around<F: Future>(&mut self, request: F) -> F::Output {
        let mut request = pin!(request);
        let mut count = 0;
        let output = poll_fn(|context| {
            let mut polled = Poll::Pending;
            count += measure(|| polled = request.as_mut().poll(context)).count_total;
            polled
        });
        let output = output.await;
        self.0.push(count);
        output
    }
}
