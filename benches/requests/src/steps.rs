//! Counts instructions by single-stepping: exact, repeatable, needs no performance counters,
//! and unlike an emulator runs what the processor has (SHA and AES instructions). Those of the
//! kernel are not in it. A string instruction that repeats itself (`rep movsb`) traps at each
//! repetition; it counts as the one instruction that it is.
//!
//! A child process gets ready at full speed. Around each request it raises a signal, and between
//! two of them its parent executes it instruction by instruction.

use std::{
    future::Future,
    process::{Command, Stdio},
};

use actix_web::rt::System;
use nix::{
    sys::{
        ptrace,
        signal::{Signal, raise},
        wait::{WaitStatus, waitpid},
    },
    unistd::Pid,
};
use requests::{Gauge, Journey, Result, Site, Visitor, arguments::Task};

/// The first word of the child's command line.
pub(crate) const CHILD: &str = "be-stepped";

/// Between requests and around them.
const MARK: Signal = Signal::SIGUSR1;
/// Enough to fill every pool and to link every function.
const WARM_UP: u32 = 200;

/// The instructions of one request: the median of several.
pub(crate) fn count(task: &Task) -> Result<u32> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(CHILD)
        .args(task.words())
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
    counts.sort_unstable();
    let median = counts
        .get(counts.len() / 2)
        .ok_or("the child measured nothing")?;
    Ok(median.saturating_sub(overhead))
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

/// What the child does.
pub(crate) fn be_stepped(task: &Task) -> Result<()> {
    ptrace::traceme()?;
    System::new().block_on(task.server.open(&task.redis, Stepped(task)))
}

struct Stepped<'a>(&'a Task);

impl Visitor for Stepped<'_> {
    type Output = ();

    async fn visit(self, site: impl Site + 'static) -> Result<()> {
        let mut journey = Journey::new(site, self.0.scenario).await?;
        journey.warm_up(WARM_UP).await?;
        raise(MARK)?;
        raise(MARK)?;
        journey.ask(self.0.times, &mut Marks).await
    }
}

struct Marks;

impl Gauge for Marks {
    async fn around<F: Future>(&mut self, request: F) -> F::Output {
        // A process that cannot send itself a signal is not counted, and that is noticed.
        _ = raise(MARK);
        let output = request.await;
        _ = raise(MARK);
        output
    }
}
