//! Counts instructions by single-stepping. This is exact and repeatable, and needs no performance counters.
//! Unlike an emulator, it supports all instructions of the processor (SHA and AES). Instructions of the
//! kernel are not counted. A repeated string instruction (`rep movsb`) traps at each repetition, but counts
//! as one instruction.
//!
//! A child process runs its preparation at full speed. It raises a signal before and after each request, and
//! between these signals its parent single-steps it.

use std::{
    env,
    future::Future,
    process::{Command, Stdio},
};

use nix::{
    sys::{
        ptrace,
        signal::{Signal, raise},
        wait::{WaitStatus, waitpid},
    },
    unistd::Pid,
};

use crate::{Gauge, Result};

/// The first argument of the child process. The arguments after it describe its task.
pub const CHILD: &str = "be-stepped";
/// Enough requests to fill all pools and to resolve all lazily linked functions.
pub const WARM_UP: u32 = 200;

/// The signal that is raised before and after each request.
const MARK: Signal = Signal::SIGUSR1;

/// Starts this program as a child process with these arguments, and counts the instructions of one request:
/// the smallest of the counts measured with [`Marks`]. Counts vary because a reading of the clock is
/// repeated if the kernel updates the clock meanwhile, which is frequent in a process this slow.
///
/// # Errors
///
/// Returns an error if the child cannot be started, fails, or measures nothing.
pub fn count(words: &[String]) -> Result<u32> {
    let mut child = Command::new(env::current_exe()?)
        .arg(CHILD)
        .args(words)
        .stdout(Stdio::null())
        .spawn()?;
    let counts = follow(Pid::from_raw(child.id().try_into()?));
    // The child has ended already, unless following it has failed.
    drop(child.kill());
    drop(child.wait());
    let mut counts = counts?;
    // The first count is of an empty measurement.
    let overhead = counts.first().copied().unwrap_or_default();
    counts.drain(..1.min(counts.len()));
    let fewest = counts.iter().min();
    let fewest = fewest.ok_or("the child measured nothing")?;
    Ok(fewest.saturating_sub(overhead))
}

/// Follows a traced process until it ends, and counts its instructions between each pair of marks.
fn follow(child: Pid) -> Result<Vec<u32>> {
    let mut counts = Vec::new();
    let mut counting: Option<u32> = None;
    let mut last = 0;
    loop {
        let deliver = match waitpid(child, None)? {
            WaitStatus::Exited(_, 0) => return Ok(counts),
            WaitStatus::Stopped(_, MARK) => {
                counting = match counting {
                    None => Some(0),
                    Some(steps) => {
                        counts.push(steps);
                        None
                    }
                };
                None
            }
            WaitStatus::Stopped(_, Signal::SIGTRAP) => {
                let at = ptrace::getregs(child)?.rip;
                let is_new = u32::from(at != std::mem::replace(&mut last, at));
                counting = counting.map(|steps| steps + is_new);
                None
            }
            WaitStatus::Stopped(_, signal) => Some(signal),
            ended => return Err(format!("the child ended: {ended:?}").into()),
        };
        if counting.is_some() {
            ptrace::step(child, deliver)?;
        } else {
            ptrace::cont(child, deliver)?;
        }
    }
}

/// Lets the parent process trace this one. The child calls this once, before anything else.
///
/// # Errors
///
/// Returns an error if the system forbids tracing.
pub fn be_counted() -> Result<()> {
    Ok(ptrace::traceme()?)
}

/// Makes an empty measurement, from which the parent learns the overhead. Called once, after warming
/// up.
///
/// # Errors
///
/// Returns an error if the process cannot send itself a signal.
pub fn measure_nothing() -> Result<()> {
    raise(MARK)?;
    raise(MARK)?;
    Ok(())
}

/// Marks the instructions that the parent counts.
#[derive(Debug)]
pub struct Marks;

impl Gauge for Marks {
    async fn around<F: Future>(&mut self, request: F) -> F::Output {
        // If the signal cannot be sent, the count is missing, which the parent reports.
        _ = raise(MARK);
        let output = request.await;
        _ = raise(MARK);
        output
    }
}
