//! A Flask application's `SECRET_KEY`.

use std::{env, error::Error, fmt};

use ring::hmac;

use super::{
    remember_cookie::{cookie_key, remember_key},
    session_cookie::session_key,
};
use crate::secret::SecretKey;

/// The `SECRET_KEY` of a Flask application, as [`FlaskCompat`](crate::FlaskCompat) takes it.
///
/// Text and bytes are different secrets: Flask converts text to UTF-8, and Flask-Login to Latin-1.
/// Pass a `str` if `SECRET_KEY` is a `str` in Python, and bytes if it is `bytes`.
///
/// Any key that Flask accepts is accepted, since the application cannot choose it. A key that is
/// too weak for a [`SecretKey`] only causes a warning. `Debug` prints no part of it.
///
/// # Examples
///
/// ```
/// use login::FlaskSecret;
///
/// let text = FlaskSecret::from("9f2c5d0b7a1e4c68b3d7f0a6e5c4b2d1");
/// let bytes = FlaskSecret::from(b"\x9f\x2c\x5d\x0b");
/// assert_eq!(format!("{text:?} {bytes:?}"), "FlaskSecret(..) FlaskSecret(..)");
/// ```
#[derive(Clone)]
pub struct FlaskSecret {
    session: Vec<u8>,
    /// `None` for text with characters outside of Latin-1, with which Flask-Login cannot sign.
    remember: Option<Vec<u8>>,
}

impl FlaskSecret {
    /// Reads the secret, as text, from the environment variable `name`.
    ///
    /// # Errors
    ///
    /// [`FlaskSecretError`] if the variable is not set, or is not text.
    pub fn from_env(name: &str) -> Result<Self, FlaskSecretError> {
        match env::var(name) {
            Ok(text) => Ok(Self::from(text)),
            Err(_) => Err(FlaskSecretError {
                variable: name.to_owned(),
            }),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.session.is_empty()
    }

    /// Returns whether a [`SecretKey`] with these bytes would be refused.
    pub(super) fn is_weak(&self) -> bool {
        SecretKey::new(&self.session).is_err()
    }

    pub(super) fn is(&self, secret: &[u8]) -> bool {
        self.session == secret
    }

    pub(super) fn session_key(&self) -> hmac::Key {
        session_key(&self.session)
    }

    pub(super) fn remember_key(&self) -> Option<hmac::Key> {
        self.remember.as_deref().map(remember_key)
    }
}

impl From<&str> for FlaskSecret {
    fn from(text: &str) -> Self {
        Self {
            session: text.into(),
            remember: cookie_key(text),
        }
    }
}

impl From<String> for FlaskSecret {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&[u8]> for FlaskSecret {
    fn from(bytes: &[u8]) -> Self {
        Self {
            session: bytes.into(),
            remember: Some(bytes.into()),
        }
    }
}

impl<const N: usize> From<&[u8; N]> for FlaskSecret {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<Vec<u8>> for FlaskSecret {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl fmt::Debug for FlaskSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FlaskSecret(..)")
    }
}

/// The environment variable with Flask's `SECRET_KEY` is not set, or is not text.
#[derive(Clone, PartialEq, Eq)]
pub struct FlaskSecretError {
    variable: String,
}

impl fmt::Display for FlaskSecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the environment variable `{}` is not set to a text; it must hold the Flask \
             application's `SECRET_KEY`",
            self.variable
        )
    }
}

/// Same as `Display`, since a `main` that returns the error prints it with `Debug`.
impl fmt::Debug for FlaskSecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for FlaskSecretError {}
