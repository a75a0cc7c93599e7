//! Assigns processes to processors: servers to the first one, clients to another one.

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

/// Pins this process to the processor of its side until the value is dropped. With a single processor,
/// both sides share it.
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

/// The processors that were allowed before, to be restored.
pub(crate) struct Kept(CpuSet);

impl Drop for Kept {
    fn drop(&mut self) {
        // Restoring the previous processors cannot fail.
        _ = sched_setaffinity(THIS, &self.0);
    }
}

const THIS: Pid = Pid::from_raw(0);
