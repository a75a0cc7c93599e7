//! Counts instructions by single-stepping: exact, repeatable, needs no performance counters,
//! and unlike an emulator runs what the processor has (SHA and AES instructions). Those of the
//! kernel are not in it. A string instruction that repeats itself (`rep movsb`) traps at each
//! repetition; it counts as the one instruction that it is.
//!
//! A child process gets ready at full speed. Around each request it raises a signal, and between
//! two of them its parent executes it instruction by instruction.

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

/// The first word of the child's command line; what follows says what it does.
pub const CHILD: &str = "be-stepped";
/// Enough requests to fill every pool and to link every function.
pub const WARM_UP: u32 = 200;

/// Between requests and around them.
const MARK: Signal = Signal::SIGUSR1;

/// Starts this program as a child with these words, and counts the instructions of one request:
/// the fewest of those that it measures with [`Marks`]. Whoever reads the clock while the kernel
/// sets it reads it again, which happens often to a process that is this slow.
///
/// # Errors
///
/// If the child cannot be started, fails, or measures nothing.
pub fn count(words: &[String]) -> Result<u32> {
    let mut child = Command::new(env::current_exe()?)
        .arg(CHILD)
        .args(words)
        .stdout(Stdio::null())
        .spawn()?;
    let counts = follow(Pid::from_raw(child.id().try_into()?));
    // It has been waited for, or is to go.
    drop(child.kill());
    drop(child.wait());
    let mut counts = counts?;
    // The first is of nothing at all.
    let overhead = counts.first().copied().unwrap_or_default();
    counts.drain(..1.min(counts.len()));
    let fewest = counts.iter().min();
    let fewest = fewest.ok_or("the child measured nothing")?;
    Ok(fewest.saturating_sub(overhead))
}

/// Runs a process that asked for it to its end, and counts its steps between every two marks.
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

/// Lets the parent count from now on. To be called once, by the child, before anything else.
///
/// # Errors
///
/// If the system forbids it.
pub fn be_counted() -> Result<()> {
    Ok(ptrace::traceme()?)
}

/// Measures nothing at all, for the parent to know what measuring takes. To be called once, after
/// warming up.
///
/// # Errors
///
/// If a process cannot send itself a signal.
pub fn measure_nothing() -> Result<()> {
    raise(MARK)?;
    raise(MARK)?;
    Ok(())
}

/// Marks what the parent is to count.
#[derive(Debug)]
pub struct Marks;

impl Gauge for Marks {
    async fn around<F: Future>(&mut self, request: F) -> F::Output {
        // A process that cannot send itself a signal is not counted, and that is noticed.
        _ = raise(MARK);
        let output = request.await;
        _ = raise(MARK);
        output
    }
}
