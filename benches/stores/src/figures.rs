//! The results.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;

/// The results of one engine.
#[derive(Serialize)]
pub(crate) struct Figures {
    pub(crate) engine: &'static str,
    /// The version of the engine. Empty for the store in this process.
    pub(crate) version: String,
    /// The results at each size, the smallest size first.
    pub(crate) points: Vec<Point>,
}

impl Figures {
    pub(crate) fn title(&self) -> String {
        let title = format!("{} {}", self.engine, self.version);
        title.trim_end().to_owned()
    }
}

/// The results at one size.
#[derive(Serialize)]
pub(crate) struct Point {
    pub(crate) sessions: u32,
    pub(crate) room: Room,
    pub(crate) latencies: Latencies,
    /// The rate at which sessions were created until this size was reached.
    pub(crate) created_per_second: f64,
    pub(crate) loaded_per_second: f64,
}

/// The space that the engine reports.
#[derive(Serialize)]
pub(crate) struct Room {
    pub(crate) bytes_per_session: u64,
    /// The parts of it per session, as far as the engine reports them.
    pub(crate) parts: BTreeMap<String, u64>,
}

pub(crate) type Latencies = BTreeMap<Operation, Latency>;

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Latency {
    pub(crate) median_us: f64,
    pub(crate) p99_us: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Operation {
    Load,
    Update,
    Touch,
    Replace,
    List,
    Create,
    Delete,
}

impl Operation {
    pub(crate) const ALL: [Self; 7] = [
        Self::Load,
        Self::Update,
        Self::Touch,
        Self::Replace,
        Self::List,
        Self::Create,
        Self::Delete,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Update => "update",
            Self::Touch => "touch",
            Self::Replace => "replace",
            Self::List => "list",
            Self::Create => "create",
            Self::Delete => "delete",
        }
    }
}

/// All measured times.
#[derive(Default)]
pub(crate) struct Times(BTreeMap<Operation, Vec<Duration>>);

impl Times {
    pub(crate) fn note(&mut self, operation: Operation, time: Duration) {
        self.0.entry(operation).or_default().push(time);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn latencies(&self) -> Latencies {
        let latencies = self.0.iter().map(|(operation, times)| {
            let mut times = times.clone();
            times.sort_unstable();
            let latency = Latency {
                median_us: microseconds(&times, 50),
                p99_us: microseconds(&times, 99),
            };
            (*operation, latency)
        });
        latencies.collect()
    }
}

/// Returns the time in microseconds that `percent` percent of the samples do not exceed.
fn microseconds(sorted: &[Duration], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    let time = sorted.get(at).copied().unwrap_or_default();
    // Rounded to nanoseconds, the resolution of the clock.
    (time.as_secs_f64() * 1e9).round() / 1e3
}
