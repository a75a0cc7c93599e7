//! Measures the cost of a command.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use crate::Result;

/// The unit in which the kernel reports CPU times, on all common machines.
const TICKS_PER_SECOND: f64 = 100.0;

#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// User and system time of the command and its child processes. Known only on Linux.
    pub(crate) cpu: Option<Duration>,
}

/// Runs a command, and returns an error if it fails.
pub(crate) fn measure(command: &mut Command) -> Result<Cost> {
    let cpu_before = cpu_of_children();
    let start = Instant::now();
    let output = command.output();
    let wall = start.elapsed();
    let output = output.map_err(|error| format!("{command:?} does not start: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{command:?} failed:\n{said}").into());
    }
    let cpu = cpu_of_children()
        .zip(cpu_before)
        .map(|(after, before)| after.saturating_sub(before));
    Ok(Cost { wall, cpu })
}

/// Returns the CPU time of all commands so far.
fn cpu_of_children() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may contain spaces.
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut times = after_name.split_ascii_whitespace().skip(13);
    let user: u32 = times.next()?.parse().ok()?;
    let system: u32 = times.next()?.parse().ok()?;
    let ticks = f64::from(user) + f64::from(system);
    Some(Duration::from_secs_f64(ticks / TICKS_PER_SECOND))
}
