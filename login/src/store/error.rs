//! The error of a store.

use std::{error::Error, fmt};

/// A store could not be reached, or its answer could not be understood.
///
/// If a database or Redis reported the error, the message begins with the name and the address of the
/// store, and states what to do if this is known. It contains no password. `Debug` also prints the
/// causes that the message does not contain, so that a `main` that returns the error shows all of them.
pub struct StoreError {
    context: Option<String>,
    source: Box<dyn Error + Send + Sync>,
}

impl StoreError {
    /// Creates an error from an error of the store's engine, or from a text. It is written to the log,
    /// so it must not contain a password.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            context: None,
            source: source.into(),
        }
    }

    /// Puts a context before the message: where the error happened, or what to do about it.
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

/// Prints the same as `Display`, then the causes. A `main` that returns an error prints it with `Debug`.
impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            // Many errors include the message of their cause.
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
