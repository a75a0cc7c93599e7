//! Counts events and times the session store, through the `metrics` facade. Without the feature of
//! that name, nothing is measured.

use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, histogram};

const EVENTS: &str = "login_events_total";
const STORE: &str = "login_store_seconds";
const SESSIONS: &str = "login_sessions";

/// Describes the metrics to the recorder, and registers the counter of each of these events with 0.
/// Otherwise the first event of a kind would not show as an increase. If a recorder is installed
/// later, only this is missing.
pub(crate) fn describe(events: &[&'static str]) {
    for name in events {
        counter!(EVENTS, "event" => *name).increment(0);
    }
    describe_counter!(EVENTS, Unit::Count, "What happened to logins, by event.");
    describe_histogram!(STORE, Unit::Seconds, "How long the session store took.");
    describe_gauge!(SESSIONS, Unit::Count, "How many logins a SQL store keeps.");
}

pub(crate) fn event(name: &'static str) {
    counter!(EVENTS, "event" => name).increment(1);
}

pub(crate) fn store(store: &'static str, operation: &'static str, is_ok: bool, took: Duration) {
    let result = if is_ok { "ok" } else { "error" };
    let labels = [
        ("store", store),
        ("operation", operation),
        ("result", result),
    ];
    histogram!(STORE, &labels).record(took);
}

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub(crate) fn sessions(store: &'static str, count: u64) {
    // Precision is lost only beyond 2^53.
    #[allow(clippy::cast_precision_loss)]
    metrics::gauge!(SESSIONS, "store" => store).set(count as f64);
}
