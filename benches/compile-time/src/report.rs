//! The table of results.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use crate::{guard::Guard, measure::Cost, workspace::Action};

/// The costs of all rounds.
pub(crate) type Costs = BTreeMap<Action, BTreeMap<Guard, Vec<Cost>>>;

const HEAD: &str = "\
| command | guard | CPU: minimum | median | to none | wall clock: minimum | median | to none |
|---|---|---:|---:|---:|---:|---:|---:|
";

/// Formats the costs as Markdown, in seconds. The ratios compare the minimums.
pub(crate) fn table(costs: &Costs) -> String {
    let mut table = HEAD.to_owned();
    for (action, of_action) in costs {
        let plain = of_action.get(&Guard::None);
        for (guard, costs) in of_action {
            let plain = plain.unwrap_or(costs);
            let cpu = cells(&cpu(costs), &cpu(plain));
            let wall = cells(&wall(costs), &wall(plain));
            // Writing to a `String` cannot fail.
            _ = writeln!(table, "| `{action}` | {} | {cpu} | {wall} |", guard.title());
        }
    }
    table
}

fn cpu(costs: &[Cost]) -> Vec<Duration> {
    costs.iter().filter_map(|cost| cost.cpu).collect()
}

fn wall(costs: &[Cost]) -> Vec<Duration> {
    costs.iter().map(|cost| cost.wall).collect()
}

/// Formats minimum, median and the ratio of the minimums, if they are known.
fn cells(times: &[Duration], plain: &[Duration]) -> String {
    let (Some(minimum), Some(plain_minimum)) = (times.iter().min(), plain.iter().min()) else {
        return "- | - | -".to_owned();
    };
    let seconds = minimum.as_secs_f64();
    let ratio = seconds / plain_minimum.as_secs_f64();
    let median = median(times).as_secs_f64();
    format!("{seconds:.2} | {median:.2} | {ratio:.2}")
}

/// Returns the median. With an even number of rounds, this is the lower one of the two in the middle.
fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    let middle = times.len().saturating_sub(1) / 2;
    times.get(middle).copied().unwrap_or_default()
}
