//! The tables of results.

use std::fmt::Write;

use crate::figures::{Figures, Operation, Point};

/// Formats the results as Markdown. Times are in microseconds: the median and the 99th percentile.
pub(crate) fn markdown(all: &[Figures]) -> String {
    let mut text = String::new();
    for figures in all {
        table(&mut text, figures);
    }
    text
}

fn table(text: &mut String, figures: &Figures) {
    let names = Operation::ALL.map(Operation::name).join(" | ");
    let rule = "---:|".repeat(Operation::ALL.len() + 4);
    // Writing to a `String` cannot fail.
    _ = writeln!(text, "#### {}\n", figures.title());
    _ = writeln!(
        text,
        "| sessions | {names} | loads/s | creates/s | bytes |\n|{rule}"
    );
    for point in &figures.points {
        row(text, point);
    }
    if let Some(Point { room, .. }) = figures.points.last()
        && !room.parts.is_empty()
    {
        let parts = room.parts.iter();
        let parts: Vec<String> = parts
            .map(|(what, bytes)| format!("{what} {bytes}"))
            .collect();
        _ = writeln!(
            text,
            "\nOf the bytes in the last row: {}.",
            parts.join(", ")
        );
    }
    text.push('\n');
}

fn row(text: &mut String, point: &Point) {
    _ = write!(text, "| {} |", point.sessions);
    for operation in Operation::ALL {
        _ = match point.latencies.get(&operation) {
            Some(latency) => {
                let [median, p99] = [latency.median_us, latency.p99_us].map(short);
                write!(text, " {median} / {p99} |")
            }
            None => write!(text, " - |"),
        };
    }
    let [loads, creates] = [point.loaded_per_second, point.created_per_second];
    let bytes = point.room.bytes_per_session;
    _ = writeln!(text, " {loads:.0} | {creates:.0} | {bytes} |");
}

/// Formats a time, with one decimal place if it is below 10.
fn short(microseconds: f64) -> String {
    if microseconds < 10.0 {
        format!("{microseconds:.1}")
    } else {
        format!("{microseconds:.0}")
    }
}
