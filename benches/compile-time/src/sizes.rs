//! Measures what a handler adds to a program.

use std::fmt::Write;

use crate::{Result, guard::Guard, workspace::Workspace};

/// Formats as Markdown by how many bytes each handler enlarges a stripped release build. The growth is
/// measured between a tenth of the handlers and all of them.
pub(crate) fn table(handlers: u32) -> Result<String> {
    let few = (handlers / 10).max(1);
    let more = handlers.saturating_sub(few).max(1);
    let with_few = sizes(few)?;
    let with_all = sizes(handlers)?;
    let grown: Vec<f64> = with_few
        .iter()
        .zip(&with_all)
        .map(|(few, all)| (*all - *few) / f64::from(more))
        .collect();
    let plain = grown.first().copied().unwrap_or_default();
    let mut table = "| guard | bytes of a handler | above none |\n|---|---:|---:|\n".to_owned();
    for (guard, bytes) in Guard::ALL.into_iter().zip(&grown) {
        let above = bytes - plain;
        writeln!(table, "| {} | {bytes:.0} | {above:.0} |", guard.title())?;
    }
    Ok(table)
}

/// Returns the sizes in the order of the guards.
fn sizes(handlers: u32) -> Result<Vec<f64>> {
    let workspace = Workspace::create(handlers)?;
    let sizes = Guard::ALL.into_iter().map(|guard| {
        eprintln!("release build, {handlers} handlers: {}", guard.title());
        workspace.size(guard)
    });
    sizes.collect()
}
