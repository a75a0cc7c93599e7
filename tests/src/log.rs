//! Captures the log for tests.

use std::{
    io::{Result, Write},
    sync::{Arc, Mutex},
};

use tracing::{Level, Subscriber, subscriber::DefaultGuard};

/// The captured log. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Captures what this thread logs, down to `level`, until the guard is dropped.
    #[must_use]
    pub fn here(level: Level) -> (Self, DefaultGuard) {
        let log = Self::default();
        let guard = tracing::subscriber::set_default(log.subscriber(level));
        (log, guard)
    }

    /// Returns a subscriber that writes to this log.
    #[must_use]
    pub fn subscriber(&self, level: Level) -> impl Subscriber + Send + Sync + use<> {
        let writer = self.clone();
        tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(level)
            .with_writer(move || writer.clone())
            .finish()
    }

    /// Returns the whole log.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Returns how often the log contains `words`.
    #[must_use]
    pub fn says(&self, words: &str) -> usize {
        self.text().matches(words).count()
    }
}

impl Write for Log {
    fn write(&mut self, buffer: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().write(buffer)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
