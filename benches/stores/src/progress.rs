//! The progress bar on a terminal. Without a terminal, nothing is shown.

use indicatif::{ProgressBar, ProgressStyle};

/// Creates a progress bar. It is removed at the end, so that only the table remains.
pub(crate) fn bar(engine: &'static str, length: u32, what: &str) -> ProgressBar {
    let template = "{prefix:8} {wide_bar} {human_pos}/{human_len} {eta:>4} {msg:22}";
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(length.into())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_prefix(engine)
        .with_message(what.to_owned())
}
