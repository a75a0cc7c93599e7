//! The progress bar on a terminal. Without a terminal, nothing is shown.

use indicatif::{ProgressBar, ProgressStyle};

/// Creates a progress bar. It is removed at the end, so that only the tables remain.
pub(crate) fn bar(length: usize, what: &'static str) -> ProgressBar {
    let template = "{prefix:12} {wide_bar} {human_pos}/{human_len} {eta:>4} {msg:40}";
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(length as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_prefix(what)
}
