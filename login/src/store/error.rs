//! The error of a store that cannot answer.

use std::{error::Error, fmt};

/// The store could not be reached, or its answer could not be understood.
///
/// For the stores of this crate, the message begins with the store and its address, and states what
/// to do if that is known. It contains no password. `Debug` adds those causes that the message does
/// not contain already, so that a `main` that returns the error prints everything that is known.
pub struct StoreError {
    context: Option<String>,
    source: Box<dyn Error + Send + Sync>,
}

impl StoreError {
    /// Creates an error from the error of an engine, or from a text. It is written to the log, so it
    /// must not contain a password.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            context: None,
            source: source.into(),
        }
    }

    /// Puts a text in front of the message: where the error happened, or what to do about it.
    #[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    pub(super) fn with_context(self, context: String) -> Self {
        Self {
            context: Some(context),
            ..self
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(context) = &self.context {
            write!(f, "{context}: ")?;
        }
        fmt::Display::fmt(&self.source, f)
    }
}

/// Prints the message and its causes: a `main` that returns the error prints it with `Debug`.
impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            // The message of many errors already contains their cause.
            let text = error.to_string();
            if !said.contains(&text) {
                said.push_str(": ");
                said.push_str(&text);
            }
            cause = error.source();
        }
        f.write_str(&said)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.source()
    }
}
