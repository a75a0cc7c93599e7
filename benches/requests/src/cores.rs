//! Selects the processor of a process: servers run on the first, clients on another.

use nix::{
    sched::{CpuSet, sched_getaffinity, sched_setaffinity},
    unistd::Pid,
};
use requests::Result;

/// The role of a process in the benchmark.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Server,
    Client,
}

/// Keeps this process on its processor until the value is dropped. If there is only one processor, both
/// sides share it.
pub(crate) fn keep_to(side: Side) -> Result<Kept> {
    let all = sched_getaffinity(THIS)?;
    let mut free = (0..CpuSet::count()).filter(|cpu| all.is_set(*cpu).unwrap_or(false));
    let first = free.next().ok_or("no processor")?;
    let chosen = match side {
        Side::Server => first,
        Side::Client => free.next().unwrap_or(first),
    };
    let mut only = CpuSet::new();
    only.set(chosen)?;
    sched_setaffinity(THIS, &only)?;
    Ok(Kept(all))
}

/// The processors on which the process may run otherwise.
pub(crate) struct Kept(CpuSet);

impl Drop for Kept {
    fn drop(&mut self) {
        // The process was allowed to run there before, so this does not fail.
        _ = sched_setaffinity(THIS, &self.0);
    }
}

const THIS: Pid = Pid::from_raw(0);
