//! What happens, counted for the `metrics` facade. Without the feature nothing is.

use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

const EVENTS: &str = "login_events_total";
const STORE: &str = "login_store_seconds";

/// Tells the recorder what is counted. Where one is installed later, only the descriptions are
/// missing.
pub(crate) fn describe() {
    describe_counter!(EVENTS, Unit::Count, "What happened to logins, by event.");
    describe_histogram!(STORE, Unit::Seconds, "How long the session store took.");
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
