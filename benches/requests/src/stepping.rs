//! Counts instructions by single-stepping. The count is exact and repeatable, and needs no performance
//! counters. Unlike in an emulator, all instructions of the processor are available (SHA and AES). Those
//! of the kernel are not counted. A string instruction that repeats itself (`rep movsb`) traps at each
//! repetition, and is counted as one instruction.
//!
//! A child process prepares itself at full speed. It raises a signal before and after each request, and
//! between the two its parent executes it instruction by instruction.

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

/// The first word of the child's command line; the other words describe its task.
pub const CHILD: &str = "be-stepped";
/// Enough requests to fill every pool and to link every function.
pub const WARM_UP: u32 = 200;

/// The signal before and after a request.
const MARK: Signal = Signal::SIGUSR1;

/// Starts this program as a child with these words, and returns the instructions of one request: the
/// fewest of those that it measures with [`Marks`]. Reading the clock is repeated if the kernel updates
/// the clock meanwhile, which happens often to a process that is this slow.
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
    // The child has ended already, or is ended now.
    drop(child.kill());
    drop(child.wait());
    let mut counts = counts?;
    // The first measurement is empty and gives the overhead.
    let overhead = counts.first().copied().unwrap_or_default();
    counts.drain(..1.min(counts.len()));
    let fewest = counts.iter().min();
    let fewest = fewest.ok_or("the child measured nothing")?;
    Ok(fewest.saturating_sub(overhead))
}

/// Runs a child that asked to be traced until it ends, and counts its steps between each pair of marks.
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

/// Lets the parent count from now on. The child must call this once, before anything else.
///
/// # Errors
///
/// Returns an error if the system forbids it.
pub fn be_counted() -> Result<()> {
    Ok(ptrace::traceme()?)
}

/// Measures nothing, so that the parent learns the overhead of measuring. Must be called once, after
/// warming up.
///
/// # Errors
///
/// Returns an error if the process cannot send itself a signal.
pub fn measure_nothing() -> Result<()> {
    raise(MARK)?;
    raise(MARK)?;
    Ok(())
}

/// Marks the requests that the parent counts.
#[derive(Debug)]
pub struct Marks;

impl Gauge for Marks {
    async fn around<F: Future>(&mut self, request: F) -> F::Output {
        // If a signal cannot be sent, the request is not counted, which the parent notices.
        _ = raise(MARK);
        let output = request.await;
        _ = raise(MARK);
        output
    }
}
