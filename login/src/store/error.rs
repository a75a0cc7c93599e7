//! What a store says when it cannot say anything.

use std::{error::Error, fmt};

/// A store could not be asked, or its answer could not be understood.
///
/// Of the stores of this crate, its text begins with the store and where that is, and says what
/// to do where that is known. It holds no password. `Debug` adds the causes that the text does
/// not tell by itself, so that a `main` that returns the error prints all there is to know.
pub struct StoreError {
    context: Option<String>,
    source: Box<dyn Error + Send + Sync>,
}

impl StoreError {
    /// An error of the store's engine, or a text. Whoever reads the log reads it: it must hold
    /// no password.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            context: None,
            source: source.into(),
        }
    }

    /// Says before it where this happened, or what to do about it.
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

/// As `Display`, and then the causes: a `main` that returns the error prints it with `Debug`.
impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            // Many errors tell their cause themselves.
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
